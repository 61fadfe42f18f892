import {readFileSync} from 'node:fs';

import {describe, expect, test} from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const page = read('../../docs/adding-a-target.md');
const sources = ['src/front-desk.ts', 'slack-im.config.yaml', 'test/front-desk.test.ts'].map(read).join('\n');

const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = '', code = '']) => ({language, code}));

describe('docs/adding-a-target.md', () => {
	test.each(blocks.map(({language, code}) => [code.split('\n')[0] ?? '', language, code]))('is real code: %s', (_line, language, code) => {
		expect(['ts', 'yaml']).toContain(language);
		expect(sources).toContain(code);
	});

	test('shows all of the target but its smallest parts', () => {
		const shown = blocks.map(({code}) => code).join('\n');
		const lines = read('src/front-desk.ts')
			.split('\n')
			.filter(line => line.trim().length > 3);
		const missing = lines.filter(line => !shown.includes(line));
		expect(missing.length).toBeLessThan(8);
	});
});
