// Kept by the content security policy: no style written into the page, no code made of text.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;

// A second press, meant for the page before, meets no button of a row on this one.
const SETTLED_AFTER_MS = 600;
const opened = performance.now();
document.addEventListener("click", event => {
    if (event.detail > 0 && performance.now() - opened < SETTLED_AFTER_MS && event.target.closest(".finding")) {
        event.preventDefault();
        event.stopPropagation();
    }
}, true);

// Where the sign-in has ended, a row that was acted on is not replaced by the page that asks for the password.
document.addEventListener("htmx:beforeSwap", event => {
    const answered = new URL(event.detail.xhr.responseURL || location.href, location);
    if (!answered.pathname.endsWith("/login/")) return;
    event.preventDefault();
    location.assign(`${answered.pathname}?next=${encodeURIComponent(location.pathname + location.search)}`);
});

// Browsers now and then leave out the focus that a page asks for, such as after a page that is slow to come. They see
// to it when they draw, so that it is known of the second frame whether they did.
const focusAsked = () => {
    const asked = document.querySelector("[autofocus]");
    if (asked && document.activeElement === document.body && !location.hash) asked.focus();
};
addEventListener("load", () => requestAnimationFrame(() => requestAnimationFrame(focusAsked)));

// Icons are written as words, which nobody should hear.
const hushIcons = within => within.querySelectorAll(".material-symbols-outlined").forEach(
    icon => icon.setAttribute("aria-hidden", "true"));
document.addEventListener("DOMContentLoaded", () => hushIcons(document));
document.addEventListener("htmx:afterSwap", event => hushIcons(event.target));

// The charts are one stop of the keyboard: arrows lead from session to session, whose words are told below them.
const STEPS = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity};
const columnOf = event => event.target instanceof Element && event.target.closest(".resona-columns > a");
document.addEventListener("keydown", event => {
    const here = columnOf(event);
    if (!here || !(event.key in STEPS)) return;
    const all = [...here.parentNode.querySelectorAll(":scope > a")];
    const at = Math.min(all.length - 1, Math.max(0, all.indexOf(here) + STEPS[event.key]));
    for (const column of all) {
        column.setAttribute("tabindex", column === all[at] ? "0" : "-1");
        column.toggleAttribute("aria-hidden", false);
        if (column !== all[at]) column.setAttribute("aria-hidden", "true");
    }
    all[at].focus();
    event.preventDefault();
});
for (const [what, told] of [["focusin", true], ["focusout", false]]) {
    document.addEventListener(what, event => {
        const here = columnOf(event), line = here && here.closest(".charts")?.querySelector(".chart-told");
        if (line) line.textContent = told ? here.querySelector("title").textContent.replaceAll("\n", " · ") : "";
    });
}
