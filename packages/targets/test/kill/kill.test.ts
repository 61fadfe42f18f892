import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import process from 'node:process';
import {setTimeout as sleep} from 'node:timers/promises';

import {
	createPlanFile,
	createRecorder,
	exitCodeOf,
	readPlanFile,
	runApply,
	runSync,
	writePlanFile,
	type GuardedPlan,
	type Run,
	type RunEvent,
} from '@slack-im/core';
import {startAgentServer, type AgentServer, type RequestRecord} from '@slack-im/sandbox';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';

import {bundleProgram} from '../../../../vitest.bundle.ts';
import {accounts, allow, setupOf, source, wanted, writes} from './company.ts';

/** Milliseconds of every answer: long enough for a process to die in the middle of one. */
const latency = 6;
const folder = mkdtempSync(join(tmpdir(), 'slack-im-kill-'));
let child = '';
beforeAll(async () => {
	child = await bundleProgram(new URL('child.ts', import.meta.url), folder); // There are 65 processes to start
});
afterAll(() => rmSync(folder, {recursive: true}));

type Kind = 'unique' | 'duplicates';

const startServer = async (kind: Kind): Promise<AgentServer> => startAgentServer({accounts, latency, unique: kind === 'unique'});
const isWrite = ({method}: RequestRecord): boolean => method !== 'GET';

const common = (server: AgentServer, kind: Kind, dryRun = false) => ({
	targets: [setupOf(server.url, kind === 'unique')],
	allow,
	signal: new AbortController().signal,
	recorder: createRecorder({command: 'sync', dryRun, toolVersion: '0'}, () => new Date()),
});
const sync = async (server: AgentServer, kind: Kind): Promise<Run> => runSync({...common(server, kind), source, people: {}});

/** Saves a plan, as `plan --out` does. */
const save = async (server: AgentServer, kind: Kind): Promise<string> => {
	const plans: GuardedPlan[] = [];
	const {targets, ...options} = common(server, kind, true);
	const onEvent = (event: RunEvent): void => {
		if (event.kind === 'planned') plans.push(event.plan);
	};
	await runSync({...options, targets, source, people: {}, onEvent});
	const file = createPlanFile({plans, targets, allowances: () => ({}), identity: () => undefined, toolVersion: '0', now: new Date()});
	const path = join(folder, 'plan.json');
	writeFileSync(path, [...writePlanFile(file)].join(''));
	return path;
};
const apply = async (server: AgentServer, kind: Kind, path: string): Promise<Run> =>
	runApply({...common(server, kind), file: readPlanFile(readFileSync(path, 'utf8'), {now: new Date()})});

/** What a keeper of the system sees, without the ids that it gave. */
const held = (server: AgentServer): unknown[] =>
	server
		.accounts()
		.toSorted((a, b) => (a.userId < b.userId ? -1 : 1))
		.map(agent => Object.fromEntries(Object.entries(agent).filter(([name]) => name !== 'id')));

/** How a process died. */
interface Death {
	/** Writes that had come to the server, of all that an undisturbed run makes. */
	readonly writes: number;
	/** Requests that had no answer yet, by the server's log. */
	readonly inFlight: number;
}

/** The program in a process of its own. */
const startChild = (server: AgentServer, kind: Kind, args: readonly string[] = []) =>
	spawn(process.execPath, [child, server.url, kind, ...args], {
		stdio: 'inherit',
		env: {...process.env, NODE_COMPILE_CACHE: join(folder, 'cache')},
	});

/** When to kill: so many milliseconds after this write has come to the server. */
interface Moment {
	readonly write: number;
	readonly after: number;
}

/** Runs the program and kills it. Resolves once the process is gone. */
const kill = async (server: AgentServer, kind: Kind, {write, after}: Moment, args: readonly string[] = []): Promise<Death> => {
	let seen = 0;
	let death: Death | undefined;
	const program = startChild(server, kind, args);
	const die = (): void => {
		death = {
			writes: server.requests.filter(isWrite).length,
			inFlight: server.requests.filter(({state}) => state === 'in-flight').length,
		};
		program.kill('SIGKILL');
	};
	// A fault that meets nothing: it is asked about every request as it comes
	const forget = server.faults.add({
		match: request => {
			if (isWrite(request) && ++seen === write) setTimeout(die, after);
			return false;
		},
	});
	expect(await once(program, 'exit')).toEqual([null, 'SIGKILL']);
	forget();
	return death!;
};

/** Waits until everything that was sent has been carried out, which may be after its sender died. */
const settled = async (server: AgentServer): Promise<void> => {
	do await sleep(4 * latency);
	while (server.requests.some(({acted}) => !acted));
};

/** Random, and the same again with the seed that the test prints. */
const seed = Number(process.env['SLACK_IM_KILL_SEED'] ?? Date.now() % 1_000_000);
let state = seed;
const random = (below: number): number => {
	state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
	return Math.floor((state / 2_147_483_648) * below);
};
/** Mostly while there is much left to do, now and then at the very end. */
const moments = (count: number): Moment[] =>
	Array.from({length: count}, (_, index) => ({write: 1 + random(index % 10 === 9 ? writes : writes - 8), after: random(latency)}));

const deaths: Death[] = [];

describe.each(['unique', 'duplicates'] as const)(`a process that is killed while it writes (%s, seed ${seed})`, kind => {
	let server: AgentServer;
	beforeEach(async () => {
		server = await startServer(kind);
	});
	afterEach(async () => server.close());

	test('does this when nobody kills it', async () => {
		expect(await once(startChild(server, kind), 'exit')).toEqual([0, null]);
		expect(server.requests.filter(isWrite)).toHaveLength(writes);
		expect(held(server)).toEqual(wanted);
	});

	test.each(moments(25))('leaves what the next run brings to the same end: write $write, $after ms on', async moment => {
		deaths.push(await kill(server, kind, moment));
		// Where the server refuses duplicates, the next run may begin at once; elsewhere it must be able to see what was sent
		if (kind === 'duplicates') await settled(server);
		const run = await sync(server, kind);
		expect(run.targets[0]!.conflicts).toEqual([]);
		expect(exitCodeOf(run)).toBe(0);
		expect(held(server)).toEqual(wanted);
	});

	test.each(moments(6))('leaves a saved plan that can be applied again without a conflict: write $write, $after ms on', async moment => {
		const file = await save(server, kind);
		await kill(server, kind, moment, [file]);
		await settled(server);
		const run = await apply(server, kind, file);
		const [target] = run.targets;
		expect(target!.conflicts).toEqual([]);
		expect(target!.outcomes.filter(({kind: outcome}) => outcome !== 'done')).toEqual([]);
		expect(target!.outcomes.some(outcome => outcome.kind === 'done' && outcome.note === 'already')).toBe(true);
		expect(held(server)).toEqual(wanted);
	});
});

test('at least 40 of the 50 died between their first and their last write, and 10 with a request under way', () => {
	expect(deaths).toHaveLength(50);
	const between = deaths.filter(death => death.writes > 0 && death.writes < writes).length;
	const underWay = deaths.filter(({inFlight}) => inFlight > 0).length;
	process.stdout.write(
		`50 processes killed (seed ${seed}): ${between} between the first and the last write, ${underWay} with a request under way\n`,
	);
	expect(between).toBeGreaterThanOrEqual(40);
	expect(underWay).toBeGreaterThanOrEqual(10);
});

test('a server that takes duplicates and carries out late what a dead process sent: a run that did not wait makes no more than that twice, and the next one says so', async () => {
	const server = await startServer('duplicates');
	let seen = 0;
	const slow = server.faults.add({match: request => isWrite(request) && ++seen > 12, times: null, delay: 3000});
	const {inFlight} = await kill(server, 'duplicates', {write: 12, after: 10 * latency});
	slow();
	await sync(server, 'duplicates');
	await settled(server);

	const made = server.accounts().map(({userId}) => userId);
	const twice = made.filter((userId, index) => made.indexOf(userId) !== index);
	expect(twice.length).toBeGreaterThan(0);
	expect(twice.length).toBeLessThanOrEqual(inFlight);
	const {targets} = await sync(server, 'duplicates');
	expect(targets[0]!.conflicts.map(({kind, people}) => `${kind} ${people.map(({email}) => email).join()}`)).toEqual(
		twice.toSorted().map(userId => `several-accounts ${userId}@example.com`),
	);
	expect(server.accounts()).toHaveLength(made.length);
	await server.close();
});
