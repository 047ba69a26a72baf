const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A page of prose. `title` is text; `body` is HTML whose texts went through `escapeHtml`. */
export function page(title: string, body: string): string {
  return frame({ title, head: '', body: `<main class="prose">\n${body}\n</main>` });
}

/** What every page has around it. `head` and `body` are HTML; whatever they load has to be of this origin. */
export function frame({ title, head, body }: Record<'title' | 'head' | 'body', string>): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · TrustFlow</title>
<link rel="icon" type="image/svg+xml" href="/docs/icon.svg">
${head}<link rel="stylesheet" href="/docs/site.css">
</head>
<body>
<header class="top">
<a class="name" href="/docs"><img src="/docs/icon.svg" alt="" width="24" height="24">TrustFlow</a>
<nav><a href="/docs">API</a><a href="/problems">Problems</a><a href="/security">Security</a><a href="/openapi.json">OpenAPI</a></nav>
</header>
${body}
</body>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}
