import {readdirSync, readFileSync} from 'node:fs';
import path from 'node:path';

import {afterAll, beforeAll, describe, expect, test} from 'vitest';

import {startJsonServer} from '../../../packages/targets/test/real/json-server.ts';
import {hasRabbitMq, startRabbitMq, type RabbitMq} from '../../../packages/targets/test/real/rabbitmq.ts';
import {isMissing} from './harness/real.ts';
import {newFolder, slackIm} from './harness/run.ts';
import {staff, world} from './harness/world.ts';

const docs = path.resolve(import.meta.dirname, '../../../docs');

/** Whole configs as a page shows them, with what they are: the page, and the first target. */
const configsOf = (page: string, kind = ''): {readonly name: string; readonly text: string}[] =>
	[...readFileSync(path.join(docs, page), 'utf8').matchAll(new RegExp(`^\`\`\`yaml${kind}\\n([^]*?)^\`\`\``, 'gm'))].map(
		([, text = '']) => ({
			name: `${page}: ${/^targets:\n {2}([\w-]+):/m.exec(text)?.[1]}`,
			text,
		}),
	);

const recipes = readdirSync(path.join(docs, 'recipes')).flatMap(page => configsOf(`recipes/${page}`));

/** What a page's config loads, and another page makes. */
const beside = {'badge-printer.ts': 'export default () => ({create: async () => ({id: "1"})});\n'};

/** Something for every variable of a config. */
const environmentOf = (text: string): Record<string, string> => ({
	SLACK_BOT_TOKEN: 'xoxb-1234',
	...Object.fromEntries(
		[...text.matchAll(/(?<!\$)\$\{(\w+)\}/g)].map(([, name = '']) => [
			name,
			name.endsWith('URL') ? 'https://system.example' : `value-of-${name}`,
		]),
	),
});

describe('a config of the docs passes slack-im doctor as it stands there', () => {
	test.each([...recipes, ...configsOf('config.md', ' config')].map(({name, text}) => [name, text]))('%s', async (_name, text) => {
		const env = environmentOf(text);
		const {exitCode, stdout, stderr} = await slackIm(['doctor', '--offline'], {
			cwd: newFolder({...beside, 'slack-im.config.yaml': text}),
			env,
		});
		expect(exitCode, stdout + stderr).toBe(0);
		expect(stdout).toContain('0 problems');
	});
});

/** Syncs six people to the system of a recipe, again, and once more when one has left. Gives what is left to do then: the exit code of `plan --check`. */
const lifeOf = async (page: string, env: Readonly<Record<string, string>>): Promise<number | null> => {
	const [recipe] = configsOf(page);
	const {slack, run} = await world({config: recipe?.text ?? '', slack: {people: staff(6)}, env});
	const plan = await run(['plan', '--check']);
	expect(plan.exitCode, plan.stdout + plan.stderr).toBe(6);
	expect(plan.stdout.match(/^ *\+ /gm)).toHaveLength(6);
	const first = await run(['sync']);
	expect(first.exitCode, first.stdout + first.stderr).toBe(0);
	const second = await run(['sync']);
	expect(second.exitCode, second.stdout + second.stderr).toBe(0);
	const kinds = [...second.file('reports/run.json').matchAll(/"kind":"(create|update|noop|deactivate|delete|skip)"/g)].map(
		([, kind]) => kind,
	);
	expect(new Set(kinds)).toEqual(new Set(['noop']));
	slack.leave('U0STAFF006');
	const third = await run(['sync']);
	expect(third.exitCode, third.stdout + third.stderr).toBe(0);
	return (await run(['plan', '--check'])).exitCode;
};

test('the recipe of json-server keeps one, and a rerun writes nothing', async () => {
	const url = await startJsonServer({users: []});
	expect(await lifeOf('recipes/json-server.md', {JSON_SERVER_URL: url})).toBe(0);
});

describe.skipIf(isMissing(hasRabbitMq, 'the recipe of RabbitMQ needs rabbitmq-server (Debian)'))('the recipe of RabbitMQ', () => {
	let broker: RabbitMq | undefined;
	beforeAll(async () => {
		broker = await startRabbitMq();
	}, 120_000);
	afterAll(async () => broker?.stop(), 60_000);

	test('keeps its users, and a rerun writes nothing', async () => {
		const env = {RABBITMQ_URL: broker!.url, RABBITMQ_USER: 'guest', RABBITMQ_PASSWORD: 'guest'};
		expect(await lifeOf('recipes/rabbitmq.md', env)).toBe(0);
	});
});
