import {cap} from '../plain.ts';
import {attributes, seconds, xmlText} from './xml.ts';

export type Status = 'passed' | 'skipped' | 'failure' | 'error';

/** One test case. Names are the same tomorrow, whatever is done: Jenkins keeps history by them. */
export interface Case {
	readonly name: string;
	readonly status: Status;
	readonly milliseconds?: number;
	/** What kind of failure, in one word. */
	readonly type?: string;
	/** One line: why it did not pass. */
	readonly message?: string;
	/** Details of a failure or error. A function, so that counting costs nothing. */
	readonly body?: () => string;
	/** What was done, for every status. */
	readonly output?: () => string;
}

/** A suite whose cases can be gone through more than once: counts stand before them in the file. */
export interface Suite {
	/** Also the class name of its cases: `slack-im.<something>`. */
	readonly name: string;
	readonly milliseconds?: number;
	readonly properties: Record<string, string | undefined>;
	readonly cases: () => Iterable<Case>;
	readonly output?: string;
}

export interface Counts {
	readonly tests: number;
	readonly failures: number;
	readonly errors: number;
	readonly skipped: number;
}

/** Counts cases by status. */
export const countCases = (cases: Iterable<Case>): Counts => {
	const counts = {tests: 0, failures: 0, errors: 0, skipped: 0};
	for (const {status} of cases) {
		counts.tests++;
		if (status === 'failure') counts.failures++;
		else if (status === 'error') counts.errors++;
		else if (status === 'skipped') counts.skipped++;
	}
	return counts;
};

/** Bodies and outputs are never cut by Jenkins: this is where they end. */
const longestBody = 20_000;
const longestMessage = 1000;

const caseXml = (suite: string, {name, status, milliseconds, type, message, body, output}: Case): string => {
	const head = `\t\t<testcase${attributes({name, classname: suite, time: seconds(milliseconds)})}`;
	const verdict =
		status === 'passed'
			? ''
			: `\t\t\t<${status}${attributes({type, message: message === undefined ? undefined : cap(message, longestMessage)})}>${xmlText(cap(body?.() ?? '', longestBody))}</${status}>\n`;
	const text = output?.() ?? '';
	const out = text === '' ? '' : `\t\t\t<system-out>${xmlText(cap(text, longestBody))}</system-out>\n`;
	return verdict === '' && out === '' ? `${head}/>\n` : `${head}>\n${verdict}${out}\t\t</testcase>\n`;
};

/** A suite as XML; nothing for one without cases, which Jenkins would drop with its properties and output. */
export function* suiteXml(
	{name, milliseconds, properties, cases, output}: Suite,
	{tests, failures, errors, skipped}: Counts,
	timestamp: string | undefined,
): Generator<string> {
	if (tests === 0) return;
	yield `\t<testsuite${attributes({name, tests: String(tests), failures: String(failures), errors: String(errors), skipped: String(skipped), time: seconds(milliseconds), timestamp})}>\n`;
	yield '\t\t<properties>\n';
	for (const [property, value] of Object.entries(properties)) {
		if (value !== undefined) yield `\t\t\t<property${attributes({name: property, value: cap(value, longestMessage)})}/>\n`;
	}
	yield '\t\t</properties>\n';
	for (const item of cases()) yield caseXml(name, item);
	if (output !== undefined && output !== '') yield `\t\t<system-out>${xmlText(cap(output, longestBody))}</system-out>\n`;
	yield '\t</testsuite>\n';
}
