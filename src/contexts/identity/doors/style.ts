/** How the pages look, in light and in dark. */
export const styleSheet = `:root { --ink: #1d2129; --paper: #fbfaf7; --line: #8b909a; --accent: #1f5fa8; --bad: #a11d1d; font: 17px/1.5 system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e1; --paper: #191b1f; --line: #767c88; --accent: #8bb8ee; --bad: #ff9d94; } }
body { margin: 0; background: var(--paper); color: var(--ink); }
main { max-width: 26rem; margin: 0 auto; padding: 12vh 1.25rem 4rem; }
h1 { font-size: 1.6rem; font-weight: 600; margin: 0 0 1.25rem; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; }
label { display: block; margin: 1rem 0 .25rem; font-weight: 500; }
input:not([type=hidden]) { box-sizing: border-box; width: 100%; padding: .6rem .7rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .4rem; }
button { margin: 1.25rem .75rem 0 0; padding: .6rem 1.1rem; font: inherit; font-weight: 600; color: var(--paper); background: var(--accent); border: 0; border-radius: .4rem; cursor: pointer; }
button.quiet { color: var(--ink); background: transparent; border: 1px solid var(--line); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
a { color: var(--accent); } code { overflow-wrap: anywhere; } small { display: block; margin-top: .25rem; opacity: .8; }
.bad { color: var(--bad); border-left: 4px solid var(--bad); padding-left: .75rem; }
.good { border-left: 4px solid var(--accent); padding-left: .75rem; }
details { margin: .5rem 0; } summary { cursor: pointer; color: var(--accent); } details form { padding-bottom: 1rem; }
ul { padding-left: 1.1rem; } li { margin: .5rem 0; } li button { margin: .4rem 0; padding: .25rem .7rem; font-size: .9rem; }`;
