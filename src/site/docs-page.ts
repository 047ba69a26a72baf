import { frame } from './page';

/**
 * The explorer: swagger-ui-dist under `script-src 'self'`. Its own page has inline styles and scripts, which the
 * policy refuses, so this one brings a script and a style of its own.
 */
export function docsPage(): string {
  return frame({
    title: 'API',
    head: '<link rel="stylesheet" href="/docs/swagger-ui.css">\n',
    body: `<main id="explorer"></main>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>`,
  });
}

/** The key is kept in the page's memory only: nothing that outlives the page may hold it. */
export const DOCS_SCRIPT = `const dark = window.matchMedia('(prefers-color-scheme: dark)');
const followTheSystem = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', followTheSystem);
followTheSystem();

window.SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#explorer',
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
`;
