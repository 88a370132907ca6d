// Kept by the content security policy: no style written into the page, no code made of text.
htmx.config.includeIndicatorStyles = false;
htmx.config.allowEval = false;
