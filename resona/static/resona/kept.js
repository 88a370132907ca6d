// What was typed into a form that asks outlasts a sign-in that ended meanwhile: it is kept in this tab alone, and comes
// back with the form once the same account has signed in again. It is forgotten when the form was taken, when somebody
// signs out or another account signs in, after twelve hours, and with the tab. Nothing of it is sent anywhere but with
// the form itself.
(() => {
    const PREFIX = "resona typed ", HOURS_KEPT = 12;
    const LEFT_OUT = new Set(["hidden", "password", "file", "submit", "button"]);
    // Who is signed in stands behind the address of this script, which browsers do not send; nobody, where one signs in.
    const account = decodeURIComponent(new URL(document.currentScript.src).hash.slice(1));
    const here = PREFIX + location.pathname;

    const keys = () => Object.keys(sessionStorage).filter(key => key.startsWith(PREFIX));
    const read = key => JSON.parse(sessionStorage.getItem(key));
    const write = (key, kept) => sessionStorage.setItem(key, JSON.stringify(kept));
    const forget = key => sessionStorage.removeItem(key);

    // A page of somebody who is signed in, and not the form again: it was taken.
    const settle = () => {
        for (const key of keys()) {
            const kept = read(key), isOld = Date.now() - kept.at > HOURS_KEPT * 3_600_000;
            if (isOld || (account && kept.account !== account) || (account && !kept.waits && key !== here)) forget(key);
            else if (!account) write(key, {...kept, waits: true});
        }
    };

    const fieldsOf = form => [...form.elements].filter(field => field.name && !LEFT_OUT.has(field.type));
    const isChoice = field => field.type === "radio" || field.type === "checkbox";
    const valuesOf = form => fieldsOf(form).filter(field => !isChoice(field) || field.checked).map(field => [field.name, field.value]);

    const keep = event => {
        const form = event.target;
        if (new URL(form.action, location).pathname.endsWith("/logout/")) keys().forEach(forget);
        if (!account || !form.matches("form[data-keeps]")) return;
        const address = new URL(event.submitter?.getAttribute("formaction") || form.getAttribute("action") || "", location);
        write(PREFIX + address.pathname, {account, at: Date.now(), address: address.pathname + address.search, values: valuesOf(form)});
    };

    const say = (words, before, link) => {
        const note = document.createElement("p");
        note.className = "kept-note";
        note.setAttribute("role", "status");
        note.append(words);
        if (link) {
            const anchor = document.createElement("a");
            anchor.href = link;
            anchor.className = "resona-link";
            anchor.append("Go back to it");
            note.append(" ", anchor);
        }
        before.prepend(note);
    };

    const bringBack = () => {
        const form = document.querySelector("form[data-keeps]"), kept = keys().includes(here) ? read(here) : null;
        if (form && kept) {
            for (const field of fieldsOf(form)) {
                const values = kept.values.filter(([name]) => name === field.name).map(([, value]) => value);
                if (isChoice(field)) field.checked = values.includes(field.value);
                else if (values.length) field.value = values[0];
            }
            if (kept.waits) say("Your sign-in had ended. Nothing was stored; what you typed is here again.", form);
            write(here, {...kept, waits: false});
        }
        const other = keys().map(read).find(one => one.waits);
        const page = document.querySelector("#content, main, #main");
        if (account && other && page) say("What you typed before your sign-in ended is kept, and not stored yet.", page, other.address);
    };

    settle();
    document.addEventListener("submit", keep);
    document.addEventListener("DOMContentLoaded", bringBack);
})();
