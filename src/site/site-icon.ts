/** A shield with a tick: SVG, so that one file does for every size. */
export const SITE_ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#1d9b6c" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round">
<path d="M12 2.5 20 5.5v6c0 5-3.4 8.4-8 10-4.6-1.6-8-5-8-10v-6z"/>
<path d="m8 12 3 3 5-6"/>
</svg>
`;
