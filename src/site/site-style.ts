/** For the pages of prose, and what the explorer's own style lacks. */
export const SITE_STYLE = `:root {
  color-scheme: light dark;
  --ink: light-dark(#1c2430, #e6eaf0);
  --faint: light-dark(#5b6675, #9aa6b5);
  --paper: light-dark(#fff, #12161c);
  --line: light-dark(#e3e7ec, #2a313b);
  --accent: light-dark(#0f7b53, #4cc38a);
}
body, html.dark-mode body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.6 system-ui, sans-serif; }
.top { display: flex; justify-content: space-between; align-items: center; padding: .75rem 1.25rem; border-bottom: 1px solid var(--line); }
.top a { color: var(--faint); text-decoration: none; margin-left: 1.25rem; }
.top a:hover { color: var(--ink); }
.top .name { display: flex; align-items: center; gap: .5rem; margin: 0; color: var(--ink); font-weight: 650; }

.prose { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
.prose h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -.01em; margin: .25rem 0 1.5rem; }
.prose h2 { font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; color: var(--faint); margin: 2rem 0 .25rem; }
.prose p { margin: 0 0 1rem; }
.prose a { color: var(--accent); }
.prose code { font: .92em ui-monospace, monospace; }
.prose pre { overflow-x: auto; margin: .25rem 0 1rem; padding: .9rem 1rem; border: 1px solid var(--line); border-radius: .5rem; line-height: 1.45; white-space: pre-wrap; }
.prose .status { color: var(--faint); font-variant-numeric: tabular-nums; margin: 0; }
.prose table { border-collapse: collapse; width: 100%; }
.prose td { padding: .45rem 1rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }

.swagger-ui .info { margin: 2rem 0 1.25rem; }
.swagger-ui .info .title { font-size: 1.9rem; }
.swagger-ui .info__license, .swagger-ui .info .link, .swagger-ui .servers-title, .swagger-ui .servers { display: none; }
.swagger-ui .scheme-container, html.dark-mode .swagger-ui .scheme-container { background: none; box-shadow: none; margin: 0; padding: 0 0 1rem; }
.swagger-ui .wrapper { max-width: 70rem; }
.swagger-ui .renderedMarkdown code, html.dark-mode .swagger-ui .renderedMarkdown code { color: inherit; font-weight: 500; }
html.dark-mode .swagger-ui { background: none; }
`;
