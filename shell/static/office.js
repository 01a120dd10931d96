// What only a browser can do for the office: take the cookie for a ticket, leave every tab
// at once, tell the page its language, and translate the few words that Streamlit says itself.
(() => {
  "use strict";
  const TABS = new BroadcastChannel("union-office");
  const OURS = { method: "POST", headers: { "X-Union-Office": "1" }, credentials: "same-origin" };
  let busy = false;

  async function establish(mark) {
    busy = true;
    await fetch("/auth/establish", { ...OURS, body: mark.dataset.officeTicket });
    location.reload();
  }

  async function leave() {
    busy = true;
    await fetch("/auth/clear", OURS);
    TABS.postMessage("left");
    location.replace("/");
  }

  TABS.onmessage = () => location.reload();

  function speak(mark) {
    const language = mark.dataset.officeLanguage.replace("_", "-");
    if (document.documentElement.lang !== language) document.documentElement.lang = language;
  }

  function look() {
    const spoken = document.querySelector("[data-office-language]");
    if (spoken) speak(spoken);
    if (busy) return;
    const ticket = document.querySelector("[data-office-ticket]");
    if (ticket) establish(ticket);
    else if (document.querySelector("[data-office-leave]")) leave();
  }

  // Text that people wrote is never touched: only Streamlit's own controls are.
  const WRITTEN = ".stMarkdown, .stHtml, .stText, [data-testid='stTable'], canvas, textarea, input";
  const LABELS = ["aria-label", "placeholder", "title", "alt"];

  function translated(text) {
    const words = window.unionOfficeWords;
    const plain = text.trim();
    if (!plain || !words) return null;
    const known = words.whole[plain];
    if (known) return text.replace(plain, known);
    for (const [pattern, chinese] of words.patterns) {
      if (pattern.test(plain)) return plain.replace(pattern, chinese);
    }
    return null;
  }

  function translateText(node) {
    const said = translated(node.nodeValue);
    if (said !== null && said !== node.nodeValue) node.nodeValue = said;
  }

  function translateLabels(element) {
    for (const name of LABELS) {
      const value = element.getAttribute(name);
      const said = value === null ? null : translated(value);
      if (said !== null && said !== value) element.setAttribute(name, said);
    }
  }

  function translate(root) {
    if (document.documentElement.lang !== "zh-CN") return;
    if (root.nodeType === Node.TEXT_NODE) {
      const parent = root.parentElement;
      if (parent && !parent.closest(WRITTEN)) translateText(root);
      return;
    }
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest(".stMarkdown, .stHtml, .stText")) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: (node) =>
        node.nodeType === Node.ELEMENT_NODE && node.matches(".stMarkdown, .stHtml, .stText")
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_ACCEPT,
    });
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else translateLabels(node);
    }
  }

  // The menu ends with a line about the toolkit and its version: nothing for a clerk.
  function trim(root) {
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const menu = root.closest(".stMainMenuPopover") || root.querySelector(".stMainMenuPopover");
    if (!menu) return;
    for (const line of menu.querySelectorAll("span")) {
      if (line.textContent.startsWith("Made with")) line.style.display = "none";
    }
  }

  const LISTENING = {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: [...LABELS, "data-office-language", "data-office-ticket", "data-office-leave"],
  };

  new MutationObserver((changes) => {
    look();
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach((node) => (trim(node), translate(node)));
      else if (change.type === "characterData") translate(change.target);
      else relabel(change.target);
    }
  }).observe(document.body, LISTENING);

  function relabel(element) {
    if (document.documentElement.lang === "zh-CN" && !element.closest(".stMarkdown, .stHtml, .stText")) {
      translateLabels(element);
    }
  }

  // The language may be known only after the first elements are there.
  new MutationObserver(() => translate(document.body)).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["lang"],
  });
  look();
  translate(document.body);
})();
