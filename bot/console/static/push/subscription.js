// What the server needs to know of a browser that takes pushes.

export function fields(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint, public_key: keys.p256dh, secret: keys.auth };
}

export function bytes(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
