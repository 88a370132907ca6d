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
