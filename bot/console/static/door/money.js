// Amounts as people read them.

/** "1500000" → "1.500.000 đ". */
export const money = (amount) => `${String(amount).replace(/\B(?=(\d{3})+$)/g, ".")} đ`;
