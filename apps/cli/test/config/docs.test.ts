import {execFileSync, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import path from 'node:path';

import {compileMapping, reasons} from '@slack-im/core';
import {httpFactory, targetTypes} from '@slack-im/targets';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';

import {generated} from '../../scripts/generate.ts';
import {configTypes} from '../../scripts/types.ts';
import {configJsonSchema} from '@slack-im/config';
import {folderWith, load, person} from '@slack-im/config/testing';

const root = path.resolve(import.meta.dirname, '../../../..');
const page = readFileSync(path.join(root, 'docs/config.md'), 'utf8');

const indented = (text: string, depth: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(depth));
const base = 'type: http\nurl: https://api.example.com\n';
const attributes =
	'attributes: {email: "{{ email }}", name: "{{ name }}", userId: x, centerIds: [x], password: {secret: true, generate: true}}\n';
const target = (text: string): string => `targets:\n  dev:\n${indented(text, 4)}`;

/** How an example is made a whole config, by the word behind `yaml`. */
const whole: Readonly<Record<string, (text: string) => string>> = {
	config: text => text,
	top: text => `${text}\n${target(`${base}list: {path: users}\n${attributes}`)}`,
	people: text => `people:\n${indented(text, 2)}\n${target(`${base}list: {path: users}\n${attributes}`)}`,
	overrides: text =>
		`overrides:\n${indented(text, 2)}\n${target(`${base}list: {path: users}\nslackIdAt: chat\nattributes: {userId: x, roleGroupId: x, centerIds: [x]}\n`)}`,
	target: text => target(text),
	attributes: text => target(`${base}list: {path: users}\nslackIdAt: chat\nmatch: [slackId]\nattributes:\n${indented(text, 2)}`),
	options: text =>
		target(
			`${base}${/^(list|find):/m.test(text) ? '' : 'list: {path: users}\n'}${/^account:/m.test(text) ? '' : 'account: {active: enabled}\n'}${text}\n${attributes}`,
		),
};

const examples = [...page.matchAll(/^```yaml (\w+)\n([^]*?)^```/gm)].map(([, kind = '', text = '']) => ({kind, text}));
const environmentOf = (text: string): Record<string, string> => ({
	SLACK_BOT_TOKEN: 'xoxb-1',
	...Object.fromEntries(
		[...text.matchAll(/(?<!\$)\$\{(\w+)\}/g)].map(([, name = '']) => [
			name,
			name === 'API_URL' ? 'https://dev.example.com' : `value-of-${name}`,
		]),
	),
});

const sectionOf = (heading: string): string => new RegExp(`^#+ ${heading}\\n([^]*?)(?=^#|\\n*$(?![^]))`, 'm').exec(page)?.[1] ?? '';
const cellsOf = (text: string): string[][] =>
	[...text.matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) =>
		row.split(/(?<!\\) \| /).map(cell => cell.replaceAll(String.raw`\|`, '|').trim()),
	);
const codeOf = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

describe('docs/config.md', () => {
	test.each(Object.entries(generated()).map(([file, text]) => [path.relative(root, file), file, text] as const))(
		'%s is what `pnpm --filter @slack-im/cli generate` makes',
		(_name, file, text) => {
			expect(readFileSync(file, 'utf8')).toBe(text);
		},
	);

	test('has examples of every kind', () => {
		expect(new Set(examples.map(({kind}) => kind))).toEqual(new Set(Object.keys(whole)));
		expect(examples.length).toBeGreaterThan(25);
	});

	test.each(examples.map(({kind, text}) => [`${kind}: ${text.split('\n')[0]}`, kind, text] as const))(
		'the example of %s is a config',
		async (_name, kind, text) => {
			const config = await load(whole[kind]?.(text), {env: environmentOf(text)});
			expect(config.targets.length).toBeGreaterThan(0);
		},
	);

	test.each(
		codeOf(
			cellsOf(sectionOf('Reading the list'))
				.map(([, code]) => code)
				.join(' '),
		).filter(code => code.startsWith('paging:')),
	)('`%s` is a way of paging', async code => {
		expect((await load(whole['options']?.(`list: {path: users, ${code}}`))).targets[0]?.options).toMatchObject({
			list: {paging: expect.anything()},
		});
	});

	test.each(
		codeOf(
			cellsOf(sectionOf('What an account is'))
				.map(([, code]) => code)
				.join(' '),
		).filter(code => code.startsWith('active:')),
	)('`%s` is a state', async code => {
		expect((await load(whole['options']?.(`account: {${code}}\ndeactivate: true\nreactivate: true`))).targets[0]?.options).toMatchObject({
			account: {active: expect.anything()},
		});
	});

	test('tells what each filter makes', () => {
		const rows = cellsOf(sectionOf('Templates')).filter(([filter, example]) => filter?.startsWith('`') && example?.includes('{{'));
		expect(rows.length).toBeGreaterThan(10);
		for (const [, example, gives] of rows) {
			const [template] = codeOf(example);
			const [expected] = codeOf(gives);
			const {managed} = compileMapping({x: template ?? ''}).map(person({slackId: 'U012ABCDEF'}));
			expect([template, managed['x']]).toEqual([template, expected]);
		}
	});

	test('names every variable, and every reason in its order', () => {
		const variables = cellsOf(sectionOf('Templates')).flatMap(([name, about]) => (about?.includes('{{') ? [] : codeOf(name)));
		for (const name of ['email', 'name', 'displayName', 'title', 'groups', 'slackId', 'admin']) expect(variables).toContain(name);
		expect(() =>
			compileMapping(
				Object.fromEntries(
					variables
						.filter(name => !/^(local_part|domain|lower|upper|ascii|slug|default|replace|append|split|slice|strip)/.test(name))
						.map(name => [name, `{{ ${name} }}`]),
				),
			),
		).not.toThrow();
		expect(
			cellsOf(sectionOf('`people`: who is in'))
				.flatMap(([name]) => codeOf(name))
				.filter(name => reasons.some(reason => reason === name)),
		).toEqual(reasons);
	});

	test('every anchor leads somewhere', () => {
		const slugs = new Set(
			[...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
				title
					.toLowerCase()
					.replaceAll(/[^\w\- ]/g, '')
					.replaceAll(' ', '-'),
			),
		);
		for (const [, anchor = ''] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(slugs).toContain(anchor);
	});
});

/** What the compiler says of each config, by its name: all of them at once, because it takes long to begin. */
const typecheck = (configs: Readonly<Record<string, string>>): Record<string, string> => {
	const names = Object.keys(configs);
	const compilerOptions = {
		target: 'ES2023',
		module: 'NodeNext',
		strict: true,
		exactOptionalPropertyTypes: true,
		noEmit: true,
		types: ['node'],
		typeRoots: [path.join(root, 'apps/cli/node_modules/@types')],
		paths: {'@slack-im/cli/config': ['./config-types.d.ts']},
	};
	const folder = folderWith({
		'config-types.d.ts': configTypes(),
		...Object.fromEntries(names.map((name, index) => [`config-${index}.ts`, configs[name] ?? ''])),
		'tsconfig.json': JSON.stringify({compilerOptions, include: ['*.ts']}),
	});
	const {stdout} = spawnSync(path.join(root, 'apps/cli/node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], {
		cwd: folder,
		encoding: 'utf8',
	});
	return Object.fromEntries(
		names.map((name, index) => [
			name,
			stdout
				.split('\n')
				.filter(line => line.startsWith(`config-${index}.ts`))
				.join('\n'),
		]),
	);
};

describe('the types of a config', () => {
	const [, example = ''] = /^```ts\n([^]*?)^```/m.exec(page) ?? [];

	const wrong = {
		'a mistyped key': ['attributes:', 'attribtes:', /'?attribtes'? does not exist/],
		'a type that is none': [`'workspace'`, `'workspce'`, /workspce/],
		'a number where text is wanted': [`url: 'https://dev.example.com/api/agents'`, 'url: 5', /not assignable to type 'string'/],
	} as const;

	test('fit the example, and refuse what is wrong', () => {
		expect(example).toContain('satisfies WrittenConfig');
		for (const [right] of Object.values(wrong)) expect(example).toContain(right);
		const told = typecheck({
			right: example,
			...Object.fromEntries(Object.entries(wrong).map(([name, [right, other]]) => [name, example.replace(right, other)])),
		});
		expect(told['right']).toBe('');
		for (const [name, [, , expected]] of Object.entries(wrong)) expect(told[name]).toMatch(expected);
	}, 60_000);

	test('are gone when the example runs, beside nothing else', async () => {
		const folder = folderWith({'slack-im.config.ts': example});
		mkdirSync(path.join(folder, '.git'));
		writeFileSync(
			path.join(folder, 'run.mjs'),
			`const {default: config} = await import('./slack-im.config.ts'); console.log(config.targets['dev-server'].attributes.userId({email: 'Kim@example.com'}));`,
		);
		expect(
			execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', 'run.mjs'], {
				cwd: folder,
				encoding: 'utf8',
				env: {...process.env, SLACK_BOT_TOKEN: 'xoxb-1'},
			}),
		).toBe('kim\n');
	});
});

describe('the JSON Schema', () => {
	const schema = configJsonSchema();
	const validate = new Ajv2020({strict: true, allowUnionTypes: true}).compile(schema);

	test.each(examples.map(({kind, text}) => [`${kind}: ${text.split('\n')[0]}`, kind, text] as const))(
		'accepts the example of %s',
		(_name, kind, text) => {
			validate(parse(whole[kind]?.(text) ?? '', {merge: true}));
			expect(validate.errors ?? []).toEqual([]);
		},
	);

	test.each([
		['a mistyped key', target(`${base}leaver: report\n${attributes}`)],
		['a mistyped word', target(`${base}leavers: remove\n${attributes}`)],
		['text for a number', target(`${base}limits: {concurrency: "16"}\n${attributes}`)],
		['an unknown type', target(`type: scmi\n${attributes}`)],
		['a mistyped key of an attribute', target(`${base}attributes: {name: {valu: x}}\n`)],
		['a name that reports use', target(`${base}${attributes}`).replace('dev:', 'run:')],
		['a key at the top', `soruce: {}\n${target(`${base}${attributes}`)}`],
	])('refuses %s', (_name, text) => {
		expect(validate(parse(text))).toBe(false);
	});

	test('lets ${NAME} stand for numbers, words and forms', () => {
		validate(
			parse(
				`source: {workspace: "\${W}", pageSize: "\${N}"}\n${target(`${base}leavers: "\${L}"\ninsecureHttp: "\${B}"\nlimits: {timeout: "\${T:-10s}"}\n${attributes}`)}`,
			),
		);
		expect(validate.errors ?? []).toEqual([]);
		expect(validate(parse('source: {pageSize: "N"}'))).toBe(false);
	});
});

test('the smallest module of docs/config.md is a target', async () => {
	const [, code = ''] = /^```js\n([^]*?)^```/m.exec(page) ?? [];
	const asked: unknown[] = [];
	const server = createServer(({method, url, headers}, response) => {
		asked.push([method, url, headers.authorization]);
		response.setHeader('content-type', 'application/json');
		response.end('{"id": "7"}');
	});
	await once(server.listen(0, '127.0.0.1'), 'listening');
	const address = server.address();
	const http = httpFactory();
	try {
		const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
		const folder = folderWith({'badge-printer.mjs': code});
		const tools = {http, log: {debug() {}, info() {}, warn() {}}, folder, attributes: ['email'], keys: ['email'], readOnly: false};
		const target = await targetTypes.module.open({module: './badge-printer.mjs', options: {url, token: 'abc'}}, tools);
		const draft = {slackId: 'U1', attributes: {email: 'kim@example.com'}, secrets: {}};
		expect(await target.create(draft, {signal: AbortSignal.timeout(5000)})).toEqual({id: '7'});
		expect(asked).toEqual([['POST', '/badges', 'Bearer abc']]);
	} finally {
		await http.close();
		server.close();
	}
});
