import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {Run} from '@slack-im/core';
import {expect, test} from 'vitest';

import * as report from '../src/index.ts';
import * as make from './builders.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The code between two marks of the README. */
const code = (mark: string): string =>
	new RegExp(`<!-- ${mark} -->\n\`\`\`(?:ts)?\n([\\s\\S]*?)\`\`\`\n<!-- /${mark} -->`).exec(readme)?.[1] ?? '';

test('the example of the README does what it says', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'slack-im-readme-'));
	const example = new URL('readme-example.generated.ts', import.meta.url);
	try {
		writeFileSync(example, code('example').replace("'@slack-im/report'", "'../src/index.ts'"));
		const module: {report: (run: Run, folder: string) => Promise<string>} = await import(example.href);
		const text = await module.report(make.run({targets: [make.target({outcomes: [make.done()]})]}), folder);
		expect(text).toBe(code('output'));
		expect(readdirSync(folder).toSorted()).toEqual(['junit.xml', 'report.css', 'report.html']);
		for (const file of readdirSync(folder)) expect(statSync(join(folder, file)).size).toBeGreaterThan(500);
	} finally {
		rmSync(example, {force: true});
		rmSync(folder, {recursive: true, force: true});
	}
});

test('the README names every function, and no other', () => {
	const named = [...readme.matchAll(/`([a-zA-Z]+)(?:\([a-z, ]*\))?`/g)].map(([, name]) => name!);
	for (const name of Object.keys(report)) expect(named).toContain(name);
});
