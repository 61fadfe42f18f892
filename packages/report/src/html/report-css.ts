/** The style sheet of the report, to be written as a file beside the page: Jenkins allows no other style. */
export const reportCss = `:root {
	color-scheme: light dark;
	--ground: #f4f6f9;
	--card: #ffffff;
	--ink: #1a2330;
	--soft: #515d6d;
	--line: #dbe1e8;
	--zebra: #f8fafc;
	--link: #1d4fa8;
	--focus: #1d4fa8;
	--good-ink: #11613b; --good: #e1f4e9;
	--update-ink: #1d4fa8; --update: #e6eefc;
	--reactivate-ink: #0a5f67; --reactivate: #dff3f4;
	--deactivate-ink: #854008; --deactivate: #fdefda;
	--bad-ink: #9b1b11; --bad: #fde8e6;
	--conflict-ink: #8a105c; --conflict: #fbe6f3;
	--withheld-ink: #5a34a1; --withheld: #efe8fb;
	--quiet-ink: #465162; --quiet: #e9edf2;
	--shadow: 0 1px 2px rgb(20 30 45 / 6%), 0 4px 14px rgb(20 30 45 / 5%);
}

@media (prefers-color-scheme: dark) {
	:root {
		--ground: #10141a;
		--card: #181e27;
		--ink: #e7ebf1;
		--soft: #a5b0be;
		--line: #2c3542;
		--zebra: #1c232d;
		--link: #9cc3ff;
		--focus: #9cc3ff;
		--good-ink: #86e3ae; --good: #143524;
		--update-ink: #a6c9ff; --update: #182b4d;
		--reactivate-ink: #84dee5; --reactivate: #10353b;
		--deactivate-ink: #ffca85; --deactivate: #40290b;
		--bad-ink: #ffa69e; --bad: #4a1a17;
		--conflict-ink: #ffa6d9; --conflict: #45133a;
		--withheld-ink: #d0b8ff; --withheld: #302151;
		--quiet-ink: #bcc6d2; --quiet: #2a323d;
		--shadow: none;
	}
}

* { box-sizing: border-box; }

html { scroll-padding-top: 1rem; }

body {
	margin: 0;
	background: var(--ground);
	color: var(--ink);
	font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans KR", "Noto Sans JP", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif;
	-webkit-text-size-adjust: 100%;
}

header, main, footer { max-width: 74rem; margin-inline: auto; padding-inline: 1.25rem; }

a { color: var(--link); text-underline-offset: 0.15em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
main:focus { outline: none; }

.skip { position: absolute; inset-inline-start: 1rem; inset-block-start: -6rem; z-index: 1; padding: 0.6rem 1rem; border-radius: 0 0 8px 8px; background: var(--card); box-shadow: var(--shadow); }
.skip:focus { inset-block-start: 0; }

/* What the run came to */
header { padding-block: 2rem 0.5rem; }
.product { margin: 0; color: var(--soft); font-size: 0.8125rem; font-weight: 600; letter-spacing: 0.08em; text-transform: uppercase; }
h1 { display: flex; align-items: center; gap: 0.7rem; margin: 0.1rem 0 0.2rem; font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.2rem); font-weight: 700; letter-spacing: -0.02em; line-height: 1.2; }
h1::before { content: ""; flex: none; margin-inline-start: 0.3rem; width: 0.85rem; height: 0.85rem; border-radius: 50%; background: #2e9e63; box-shadow: 0 0 0 0.3rem var(--good); }
.attention h1::before { background: #d98a1f; box-shadow: 0 0 0 0.3rem var(--deactivate); }
.broken h1::before, .unfinished h1::before { background: #d64539; box-shadow: 0 0 0 0.3rem var(--bad); }
.about { margin: 0; color: var(--soft); overflow-wrap: anywhere; }

.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(8.5rem, 1fr)); gap: 0.75rem; margin: 1.5rem 0; padding: 0; list-style: none; }
.tile { display: flex; flex-direction: column; gap: 0.1rem; padding: 0.95rem 1rem 0.8rem; border: 1px solid var(--line); border-radius: 12px; background: linear-gradient(var(--tile, #9fabba), var(--tile, #9fabba)) 0 0 / 100% 4px no-repeat border-box, var(--card); box-shadow: var(--shadow); }
.tile b { font-size: 1.75rem; font-weight: 650; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; line-height: 1.2; }
.tile span { color: var(--soft); font-size: 0.875rem; }
.tile.people { --tile: var(--ink); }
.tile.create { --tile: #2e9e63; }
.tile.update { --tile: #3f7fe0; }
.tile.reactivate { --tile: #1b9aa5; }
.tile.deactivate { --tile: #d98a1f; }
.tile.delete { --tile: #d64539; }
.tile.withheld { --tile: #8b63d6; }
.tile.failed { --tile: #a8201a; }
.tile.conflict { --tile: #cf3a97; }
.tile.skipped, .tile.not-run { --tile: #6f7c8c; }

nav ul { display: flex; flex-wrap: wrap; gap: 0.4rem; margin: 0; padding: 0; list-style: none; }
nav a { display: inline-block; padding: 0.3rem 0.8rem; border: 1px solid var(--line); border-radius: 999px; background: var(--card); color: var(--ink); font-size: 0.875rem; text-decoration: none; }
nav a:hover { border-color: var(--link); color: var(--link); }

/* Sections */
section { margin-block: 1.25rem; padding: 1.25rem 1.4rem 1.4rem; border: 1px solid var(--line); border-radius: 14px; background: var(--card); box-shadow: var(--shadow); }
h2 { display: flex; flex-wrap: wrap; align-items: center; gap: 0.6rem; margin: 0; font-size: 1.25rem; letter-spacing: -0.01em; line-height: 1.3; overflow-wrap: anywhere; }
h3 { margin: 1.4rem 0 0.4rem; font-size: 0.9375rem; }
section > p { margin: 0.5rem 0; }
.note { margin: 0.75rem 0; padding: 0.6rem 0.9rem; border-radius: 8px; background: var(--update); color: var(--update-ink); overflow-wrap: anywhere; }


.note.warning { background: var(--deactivate); color: var(--deactivate-ink); }
.problem { margin: 0.6rem 0 0; padding: 0.7rem 0.95rem; border-inline-start: 4px solid #d64539; border-radius: 4px 8px 8px 4px; background: var(--zebra); overflow-wrap: anywhere; }
.problem p { margin: 0; }
.problem a { font-weight: 600; }
.problem .advice { margin-block-start: 0.2rem; }
.advice { color: var(--soft); }
.advice::before { content: "→ "; }
.cards { margin: 0; padding: 0; list-style: none; }

/* The chart */
.chart { margin: 1rem 0; }
.chart > svg { display: block; width: 100%; height: 1.75rem; border-radius: 8px; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin: 0.6rem 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 0.875rem; }
.legend b { color: var(--ink); font-variant-numeric: tabular-nums; }

/* What opens and closes */
details { margin-block-start: 0.75rem; border: 1px solid var(--line); border-radius: 10px; }
summary { padding: 0.55rem 0.9rem; border-radius: 10px; font-weight: 600; cursor: pointer; }
summary:hover { background: var(--zebra); }
details[open] > summary { border-block-end: 1px solid var(--line); border-end-start-radius: 0; border-end-end-radius: 0; }
details > .cards { padding: 0.3rem 0.9rem 0.9rem; }
.count { display: inline-block; min-width: 1.6rem; margin-inline-start: 0.3rem; padding: 0 0.5rem; border-radius: 999px; background: var(--quiet); color: var(--quiet-ink); font-size: 0.8125rem; font-weight: 600; font-variant-numeric: tabular-nums; text-align: center; }

/* Tables; long ones come in chunks that are laid out when they are seen */
.scroll { position: relative; overflow-x: auto; }
.chunk { content-visibility: auto; contain-intrinsic-size: auto 14000px; }
table { width: 100%; min-width: 40rem; border-collapse: collapse; font-size: 0.9375rem; table-layout: fixed; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { padding: 0.5rem 0.9rem; border-block-end: 1px solid var(--line); text-align: start; vertical-align: top; overflow-wrap: anywhere; }
thead th { color: var(--soft); font-size: 0.8125rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 400; }
tbody tr:nth-child(even) { background: var(--zebra); }
.scroll:last-child tbody tr:last-child > * { border-block-end: 0; }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
.guards { table-layout: auto; }
.guards th { white-space: nowrap; }
.verb { width: 11rem; }
.who { width: 30%; }
.outcome { width: 26%; }
.slack-id { width: 11rem; }
.account { width: 24%; }
th .who { width: auto; font-weight: 600; }
.id { display: block; color: var(--soft); font-size: 0.875rem; }
.because { color: var(--soft); font-weight: 400; }
.reason { color: var(--soft); }
td .reason, td .advice { display: block; margin-block-start: 0.15rem; font-size: 0.875rem; }
.guards td .reason { display: inline; }
.nothing { color: var(--soft); }
.key { margin-inline-end: 0.8rem; }

.values { margin: 0; padding: 0; list-style: none; }
.values li { overflow-wrap: anywhere; }
.values b { font-weight: 600; }
.values b::after { content: ":"; font-weight: 400; color: var(--soft); }
.cards .values { margin-block-start: 0.35rem; font-size: 0.9375rem; }
.cards .values b::after { content: ""; }
.cards .id { display: inline; }
code { font: 0.9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, "Noto Sans Mono", monospace; }
code.option { padding: 0.05em 0.4em; border-radius: 5px; background: var(--quiet); color: var(--ink); white-space: nowrap; user-select: all; }
del { color: var(--bad-ink); text-decoration-color: color-mix(in srgb, currentColor 45%, transparent); }
ins { color: var(--good-ink); text-decoration: none; }
i { color: var(--soft); }

.tag { display: inline-block; padding: 0.05rem 0.6rem; border-radius: 999px; background: var(--quiet); color: var(--quiet-ink); font-size: 0.8125rem; font-weight: 600; line-height: 1.6; white-space: nowrap; }
.tag.create, .tag.good { background: var(--good); color: var(--good-ink); }
.tag.update { background: var(--update); color: var(--update-ink); }
.tag.reactivate { background: var(--reactivate); color: var(--reactivate-ink); }
.tag.deactivate { background: var(--deactivate); color: var(--deactivate-ink); }
.tag.delete, .tag.failed { background: var(--bad); color: var(--bad-ink); }
.tag.conflict { background: var(--conflict); color: var(--conflict-ink); }
.tag.withheld { background: var(--withheld); color: var(--withheld-ink); }

dl { display: grid; gap: 0.35rem; margin: 0.75rem 0 0; }
dl > div { display: grid; grid-template-columns: minmax(7rem, 11rem) 1fr; gap: 1rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
footer { padding-block: 0.5rem 2.5rem; color: var(--soft); font-size: 0.875rem; }

@media (max-width: 40rem) {
	header, main, footer { padding-inline: 0.75rem; }
	section { padding: 1rem; }
	.tiles { grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: 0.5rem; }
	.tile b { font-size: 1.4rem; }
	dl > div { grid-template-columns: 1fr; gap: 0; }
}

@media (prefers-reduced-motion: no-preference) {
	html { scroll-behavior: smooth; }
}

@media (forced-colors: active) {
	.tag, .count { border: 1px solid; }
}

@media print {
	:root { --ground: #fff; --card: #fff; --zebra: #fff; --shadow: none; }
	body { font-size: 10pt; }
	header, main, footer { max-width: none; padding-inline: 0; }
	nav, .skip { display: none; }
	section { padding: 0; border: 0; }
	details { border: 0; }
	details::details-content { content-visibility: visible; display: block; block-size: auto; }
	summary { padding-inline: 0; list-style: none; }
	.scroll { overflow: visible; }
	.chunk { content-visibility: visible; }
	table { min-width: 0; }
	tr, .problem, .tile, .chart { break-inside: avoid; }
	h2, h3, summary { break-after: avoid; }
	thead { display: table-header-group; }
	.tag, .tile, .problem, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
