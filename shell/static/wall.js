// A wall that looks after itself: it says when no more figures come, and since when, and opens
// itself anew when the connection does not come back by itself though the server is there.
(() => {
  "use strict";
  if (!/\/wall\/?$/.test(location.pathname)) return;
  const LOST_AFTER = 8000, ANEW_AFTER = 60000, ASK_EVERY = 15000;
  let tick = "", came = Date.now(), asked = 0;

  function mark(text) {
    let note = document.getElementById("wall-lost");
    if (!note) {
      note = Object.assign(document.createElement("p"), { id: "wall-lost", hidden: true });
      note.setAttribute("role", "status");
      document.body.append(note);
    }
    if (note.textContent !== text) note.textContent = text;
    note.hidden = !text;
  }

  async function openAnew() {
    asked = Date.now();
    try {
      const answer = await fetch("/_stcore/health", { cache: "no-store" });
      if (answer.ok) location.reload();
    } catch {
      // Nobody there: asked again later.
    }
  }

  setInterval(() => {
    if (document.querySelector("[data-wall-ended]")) return mark("");
    const head = document.querySelector("[data-wall-tick]");
    if (head && head.dataset.wallTick !== tick) {
      tick = head.dataset.wallTick;
      came = Date.now();
    }
    const app = document.querySelector(".stApp");
    const cut = app && app.dataset.testConnectionState !== "CONNECTED";
    const since = Date.now() - came;
    mark(head && (cut || since > LOST_AFTER) ? head.dataset.wallLost : "");
    if (since > ANEW_AFTER && Date.now() - asked > ASK_EVERY) openAnew();
  }, 1000);
})();
