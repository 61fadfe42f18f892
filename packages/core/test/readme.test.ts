import {readFileSync, rmSync, writeFileSync} from 'node:fs';

import {generatePeople, startSlack} from '@slack-im/sandbox';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

import {slackSource, type Account, type Run, type Source, type Target} from '../src/index.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const files: URL[] = [];

/** A program of the README, imported as it stands there. */
const example = async <Module>(name: string): Promise<Module> => {
	const code = new RegExp(`\`\`\`ts\n// example: ${name.replace('.', '\\.')}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1];
	if (code === undefined) throw new Error(`the README has no example ${name}`);
	const file = new URL(`readme-${name.replace('.ts', '.generated.ts')}`, import.meta.url);
	files.push(file);
	writeFileSync(file, code.replace("'@slack-im/core'", "'../src/index.ts'"));
	const module: Module = await import(file.href);
	return module;
};

/** The smallest target that can be planned and written. */
const system = (accounts: Account[]): Target & {readonly held: Account[]} => ({
	held: accounts,
	async *list() {
		yield* accounts;
	},
	async create({attributes}) {
		const id = String(accounts.length + 1);
		accounts.push({id, keys: typeof attributes['userId'] === 'string' ? {userId: attributes['userId']} : {}, active: true, attributes});
		return {id};
	},
	async deactivate({id}) {
		const index = accounts.findIndex(one => one.id === id);
		accounts[index] = {...accounts[index]!, active: false};
	},
});

describe("the README's examples", () => {
	let slack: Awaited<ReturnType<typeof startSlack>>;
	beforeAll(async () => {
		slack = await startSlack({people: generatePeople(20, {plain: true})});
	});
	afterAll(async () => {
		await slack.close();
		for (const file of files) rmSync(file, {force: true});
	});

	test('list the people who are in', async () => {
		const {whoIsIn} = await example<{whoIsIn: (token: string, url: string) => Promise<string[]>}>('people.ts');
		const lines = await whoIsIn(slack.token, slack.url);
		expect(lines.filter(line => line.endsWith(': in'))).toHaveLength(20);
		expect(lines).toContain('USLACKBOT: slackbot');
	});

	test('keep a system of your own in step', async () => {
		const {keepInStep} = await example<{
			keepInStep: (source: Source, target: Target, options?: {dryRun?: boolean}) => Promise<Run>;
		}>('sync.ts');
		const {linesOf} = await example<{linesOf: (run: Run) => string[]}>('lines.ts');
		const target = system([]);
		const source = slackSource({token: slack.token, url: slack.url});

		const planned = linesOf(await keepInStep(source, target, {dryRun: true}));
		expect(planned.filter(line => line.startsWith('create ') && line.endsWith(': not-run'))).toHaveLength(20);
		expect(target.held).toEqual([]);

		const lines = linesOf(await keepInStep(source, target));
		expect(lines.filter(line => line.startsWith('create ') && line.endsWith(': done'))).toHaveLength(20);
		expect(lines.at(-1)).toBe('exit code 0');
		expect(target.held).toHaveLength(20);
	});
});
