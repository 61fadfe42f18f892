/** What a test wants to know of a report. */
export interface JUnit {
	readonly tests: number;
	readonly failures: number;
	readonly errors: number;
	readonly skipped: number;
	readonly cases: readonly {
		readonly suite: string;
		readonly name: string;
		readonly state: 'passed' | 'failure' | 'error' | 'skipped';
		readonly text: string;
	}[];
}

const unescape = (text: string): string =>
	text.replaceAll(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal, hex, name) =>
		decimal
			? String.fromCodePoint(Number(decimal))
			: hex
				? String.fromCodePoint(Number.parseInt(hex, 16))
				: ({lt: '<', gt: '>', amp: '&', quot: '"', apos: "'"}[String(name)] ?? whole),
	);

/** Reads our own reports; a reader of any JUnit it is not. */
export const readJUnit = (xml: string): JUnit => {
	if (!xml.startsWith('<?xml') || !xml.trimEnd().endsWith('</testsuites>')) throw new Error(`no whole JUnit report: ${xml.slice(0, 200)}`);
	const cases = [...xml.matchAll(/<testcase\b([^>]*?)(?:\/>|>(.*?)<\/testcase>)/gs)].map(([, attributes = '', body = '']) => {
		const value = (name: string): string => unescape(new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1] ?? '');
		const state = (['error', 'failure', 'skipped'] as const).find(tag => body.includes(`<${tag}`)) ?? ('passed' as const);
		return {suite: value('classname'), name: value('name'), state, text: unescape(body)};
	});
	const count = (state: string): number => cases.filter(each => each.state === state).length;
	return {tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped'), cases};
};
