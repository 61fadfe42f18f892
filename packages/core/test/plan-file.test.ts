import {describe, expect, test} from 'vitest';

import {createPlanFile, readPlanFile, writePlanFile, type GuardedPlan, type PlanFile} from '../src/index.ts';
import {runAll, setupOf, sourceOf, member, left} from './running.ts';
import {failureOf, person} from './support.ts';
import {createWorld} from './world.ts';

const now = new Date('2026-11-24T12:00:00.000Z');
const later = (hours: number): Date => new Date(now.getTime() + hours * 3_600_000);
const attributes = {email: '{{ email }}', password: {secret: true as const, value: 'hunter22'}};

const planned = async (): Promise<PlanFile> => {
	const world = createWorld({
		accounts: [{id: '7', active: true, keys: {email: 'dan@example.com'}, attributes: {email: 'dan@example.com'}, version: 'W/"1"'}],
	});
	const setup = setupOf(world.target, {attributes});
	const plans: GuardedPlan[] = [];
	await runAll({
		source: sourceOf([member('ada'), left('dan')]),
		targets: [setup],
		dryRun: true,
		onEvent: event => {
			if (event.kind === 'planned') plans.push(event.plan);
		},
	});
	return createPlanFile({
		plans,
		targets: [setup],
		allowances: () => ({removals: 5}),
		identity: slackId => person({slackId}),
		toolVersion: '1.2.3',
		workspace: 'T01',
		now,
	});
};

const text = (file: PlanFile): string => [...writePlanFile(file)].join('');

describe('a plan file', () => {
	test('is read back as it was written', async () => {
		const file = await planned();
		expect(readPlanFile(text(file), {now})).toEqual(JSON.parse(JSON.stringify(file)));
	});

	test('holds the config, the account with its version, old and new values, when it was made and when it expires', async () => {
		const file = readPlanFile(text(await planned()), {now});
		expect(file).toMatchObject({
			format: 'slack-im/plan',
			version: 1,
			tool: '1.2.3',
			workspace: 'T01',
			madeAt: now.toISOString(),
			expiresAt: later(24).toISOString(),
		});
		expect(file.targets[0]).toMatchObject({name: 'dev-server', config: 'd1', allow: {removals: 5}});
		expect(file.targets[0]!.plan.operations).toMatchObject([
			{kind: 'create'},
			{kind: 'deactivate', account: {id: '7', version: 'W/"1"', attributes: {email: 'dan@example.com'}}},
		]);
	});

	test('holds no secret, but whom it is made for', async () => {
		const written = text(await planned());
		expect(written).not.toContain('hunter22');
		expect(readPlanFile(written, {now}).targets[0]!.identities.map(({slackId}) => slackId)).toEqual(['UADA']);
	});
});

const refused = async (change: (written: string) => string, at = now): Promise<unknown> => {
	const written = change(text(await planned()));
	return failureOf(() => readPlanFile(written, {now: at}));
};
const error = (message: RegExp) =>
	expect.objectContaining({
		kind: 'plan-file',
		message: expect.stringMatching(message),
		hint: expect.stringContaining('slack-im plan --out'),
	});

describe('a plan file is refused', () => {
	test.each([
		['when a value was altered', (written: string) => written.replace('dan@example.com', 'eve@example.com'), /altered/],
		['when a withheld mark was taken out', (written: string) => written.replace('"deactivate"', '"delete"'), /altered/],
		['when the digest was altered', (written: string) => written.replace(/"sha256":"./, '"sha256":"x'), /altered/],
		['when the last line is missing', (written: string) => written.split('\n')[0]!, /cut off/],
		['when the last line is half there', (written: string) => written.slice(0, -10), /cut off/],
		['when it breaks off in the middle', (written: string) => written.slice(0, written.length / 2), /part of one/],
		['when it is empty', () => '', /not a plan/],
		['when it is something else', () => '{"format":"slack-im/run"}\n', /not a plan/],
		['when it is no JSON', () => 'hello\n', /not a plan/],
		['when it is a list', () => '[]\n{}\n', /not a plan/],
		[
			'when a newer version made it, however its end looks',
			(written: string) => written.replace('"version":1', '"version":2').split('\n')[0]!,
			/newer slack-im \(format 2, this one reads 1\)/,
		],
	] as const)('%s', async (_sentence, change, message) => {
		expect(await refused(change)).toEqual(error(message));
	});

	test('once it has expired, and not before', async () => {
		const written = text(await planned());
		expect(readPlanFile(written, {now: later(24)}).format).toBe('slack-im/plan');
		expect(failureOf(() => readPlanFile(written, {now: new Date(later(24).getTime() + 1)}))).toEqual(
			error(/^the plan of 2026-11-24T12:00:00.000Z expired at 2026-11-25T12:00:00.000Z$/),
		);
	});

	test('when nobody can tell when it expires', async () => {
		const file = {...(await planned()), expiresAt: 'soon'};
		expect(failureOf(() => readPlanFile(text(file), {now}))).toEqual(error(/expired/));
	});
});

test('a target that could not be planned is not in the file', async () => {
	const setup = setupOf(createWorld().target);
	expect(
		createPlanFile({plans: [], targets: [setup], allowances: () => ({}), identity: () => undefined, toolVersion: '1', now}).targets,
	).toEqual([]);
});
