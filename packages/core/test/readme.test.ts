import {readFileSync, rmSync, writeFileSync} from 'node:fs';

import {generatePeople, startSlack} from '@slack-im/sandbox';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

import {slackSource, type Account, type Identity, type Plan, type Source, type Target} from '../src/index.ts';
import {account, leaver, person, words} from './planning.ts';

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

	test('plan against a target of your own', async () => {
		const {planFor} = await example<{planFor: (people: readonly Identity[], target: Target) => Promise<Plan>}>('plan.ts');
		const people = [person(), leaver({slackId: 'U2', email: 'leo@example.com'}), person({slackId: 'U3', email: 'admin@example.com'})];
		const plan = await planFor(people, system([account({id: '2', keys: {email: 'leo@example.com', userId: 'leo'}})]));
		expect(words(plan)).toEqual(['create ada@example.com', 'skip create (protected) admin@example.com', 'deactivate leo@example.com']);
	});

	test('run a whole sync and read the outcomes', async () => {
		const {sync} = await example<{sync: (source: Source, target: Target, signal: AbortSignal) => Promise<string[]>}>('sync.ts');
		const target = system([]);
		const source = slackSource({token: slack.token, url: slack.url});
		const first = await sync(source, target, AbortSignal.timeout(20_000));
		expect(first.filter(line => line.startsWith('create ') && line.endsWith(': done'))).toHaveLength(20);
		expect(first.at(-1)).toBe('exit code 0');
		expect(target.held).toHaveLength(20);
	});
});
