// A link to a page of the office changes the page in place, as the menu does; the browser's
// own way would load the whole program anew. With a modifier key, or from the context menu,
// it stays a link like any other.
(() => {
  "use strict";
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a.office-link") : null;
    if (!link || link.origin !== location.origin) return;
    event.preventDefault();
    history.pushState({}, "", link.href);
    // Streamlit listens for the browser's Back and Forward; this is a step forward.
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
    window.scrollTo(0, 0);
  });
})();
