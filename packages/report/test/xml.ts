import {spawnSync} from 'node:child_process';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

const schema = new URL('junit-10.xsd', import.meta.url).pathname;

const program = ['/usr/bin/xmllint', '/usr/local/bin/xmllint', '/opt/homebrew/bin/xmllint'].find(path => existsSync(path));

/** Whether the machine has xmllint; without it the schema tests are skipped, unless SLACK_IM_REAL=1 demands them. */
export const xmllint = process.env['SLACK_IM_REAL'] === '1' || program !== undefined;

/** What xmllint says against the schema that Jenkins validates by; empty where the documents are valid. */
export const schemaErrors = (documents: readonly string[]): string => {
	if (program === undefined) throw new Error('no xmllint on this machine: apt-get install libxml2-utils');
	const folder = mkdtempSync(join(tmpdir(), 'slack-im-junit-'));
	try {
		const files = documents.map((document, index) => {
			const file = join(folder, `${index}.xml`);
			writeFileSync(file, document);
			return file;
		});
		const {status, stderr, error} = spawnSync(program, ['--noout', '--huge', '--schema', schema, ...files], {
			encoding: 'utf8',
			maxBuffer: 1e8,
		});
		if (error) throw error;
		return status === 0 ? '' : stderr;
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
};

export interface ReadCase {
	readonly suite: string;
	readonly name: string;
	readonly status: 'passed' | 'failure' | 'error' | 'skipped';
	readonly type: string | undefined;
	readonly message: string | undefined;
	readonly body: string;
	readonly output: string;
	readonly time: string;
}

const statuses = ['failure', 'error', 'skipped'] as const;

const entities: Record<string, string> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&#9;': '\t',
	'&#10;': '\n',
	'&#13;': '\r',
};
const unescape = (text: string): string => text.replace(/&(?:amp|lt|gt|quot|#9|#10|#13);/g, entity => entities[entity]!);

const attribute = (tag: string, name: string): string | undefined => {
	const found = new RegExp(` ${name}="([^"]*)"`).exec(tag);
	return found ? unescape(found[1]!) : undefined;
};

/** Reads the cases back, as far as our own writer uses XML. The schema tests say whether it is XML at all. */
export const readCases = (xml: string): ReadCase[] => {
	const cases: ReadCase[] = [];
	for (const [, head, inner] of xml.matchAll(/<testsuite( [^>]*)>([\s\S]*?)<\/testsuite>/g)) {
		for (const [, tag, content = ''] of inner!.matchAll(/<testcase( [^>]*?)(?:\/>|>([\s\S]*?)<\/testcase>)/g)) {
			const verdict = /<(failure|error|skipped)([^>]*)>([\s\S]*?)<\/\1>/.exec(content);
			cases.push({
				suite: attribute(head!, 'name')!,
				name: attribute(tag!, 'name')!,
				status: statuses.find(status => status === verdict?.[1]) ?? 'passed',
				type: verdict ? attribute(verdict[2]!, 'type') : undefined,
				message: verdict ? attribute(verdict[2]!, 'message') : undefined,
				body: unescape(verdict?.[3] ?? ''),
				output: unescape(/<system-out>([\s\S]*?)<\/system-out>/.exec(content)?.[1] ?? ''),
				time: attribute(tag!, 'time')!,
			});
		}
	}
	return cases;
};

/** The suites' heads: names and counts. */
export const readSuites = (xml: string): {name: string; tests: number; failures: number; errors: number; skipped: number; time: string}[] =>
	[...xml.matchAll(/<testsuite( [^>]*)>/g)].map(([, head]) => ({
		name: attribute(head!, 'name')!,
		tests: Number(attribute(head!, 'tests')),
		failures: Number(attribute(head!, 'failures')),
		errors: Number(attribute(head!, 'errors')),
		skipped: Number(attribute(head!, 'skipped')),
		time: attribute(head!, 'time')!,
	}));
