// For those who work without a mouse. The marks that explain a field are no stops of the
// keyboard: a long form would have twice as many; the explanation appears, and is read out,
// while its field has the focus. And where a page begins with one field, that field is entered.
(() => {
  "use strict";
  const MARKS = "[data-testid='stTooltipIcon'] button";
  const FIELDS = "input, textarea, [role='combobox'], [role='radio'], button";
  let hints = 0;
  const begun = new WeakSet();

  function hintBeside(element) {
    const block = element.closest(".stVerticalBlock");
    return block?.querySelector(":scope > .stElementContainer > .stHtml > .office-hint") ?? null;
  }

  function pass() {
    for (const mark of document.querySelectorAll(MARKS)) {
      if (mark.tabIndex !== -1 && hintBeside(mark)) mark.tabIndex = -1;
    }
  }

  document.addEventListener("focusin", (event) => {
    const field = event.target instanceof Element ? event.target : null;
    if (!field || !field.matches(FIELDS) || field.matches(MARKS)) return;
    const hint = hintBeside(field);
    if (!hint) return;
    hint.id ||= `office-hint-${++hints}`;
    field.setAttribute("aria-describedby", hint.id);
  });

  // On a touch screen the keyboard would cover half of the page.
  function begin() {
    const mark = document.querySelector("[data-office-begin]");
    if (!mark || begun.has(mark) || matchMedia("(pointer: coarse)").matches) return;
    const field = document.querySelector(`.st-key-${CSS.escape(mark.dataset.officeBegin)} input`);
    if (!field) return;
    begun.add(mark);
    if (!document.activeElement?.closest(".stMain input, .stMain textarea, [role='dialog']")) {
      field.focus({ preventScroll: true });
    }
  }

  let waits = false;
  function look() {
    if (waits) return;
    waits = true;
    requestAnimationFrame(() => {
      waits = false;
      pass();
      begin();
    });
  }

  new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
  look();
})();
