// A wall that hangs asks every ten seconds how it stands.
"use strict";

const wall = document.getElementById("wall");
setInterval(async () => {
  try {
    const answer = await fetch(wall.dataset.rows, { redirect: "error" });
    if (answer.ok) wall.innerHTML = await answer.text();
  } catch {
    // The network is away: the next time may find it again.
  }
}, 10_000);
