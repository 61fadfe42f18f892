import type {ChildProcess} from 'node:child_process';

import type {Kill} from './faults.ts';
import {activeLeavers, difference, harm, otherIds, type Blind} from './judge.ts';
import type {LocalFault} from './local.ts';
import {advance} from './people.ts';
import type {Stage} from './places.ts';
import type {Row} from './rows.ts';
import type {Held, Stored, Type} from './systems.ts';
import {openWorld, type Ended, type RunOptions, type World} from './world.ts';

/** What one type of system held before the change in Slack, and what an undisturbed run makes of it. */
export interface Reference {
	readonly stored: Stored;
	readonly end: readonly Held[];
	/** The file as a whole, where the system is one. */
	readonly text: string | undefined;
}

const textOf = async ({system}: World): Promise<string | undefined> => {
	const stored = await system.stored();
	return typeof stored === 'string' ? stored : undefined;
};

/** The undisturbed history: everybody gets an account, one leaves, then everything changes. */
export const makeReference = async (type: Type): Promise<Reference> => {
	const world = await openWorld(type, 'begun');
	try {
		const run = async (what: string): Promise<void> => {
			const {code, said} = await world.sync();
			if (code !== 0) throw new Error(`${type}: ${what}, undisturbed, ended with ${code}:\n${said}`);
		};
		await run('the first sync');
		advance(world.slack, 'away');
		await run('the second sync');
		const stored = await world.system.stored();
		advance(world.slack, 'changed');
		await run('the third sync');
		const end = await world.system.accounts();
		if (activeLeavers(end).length > 0) throw new Error(`${type}: leavers are active after an undisturbed history`);
		return {stored, end, text: await textOf(world)};
	} finally {
		await world.close();
	}
};

/** A fault that is ready to strike. */
interface Armed {
	readonly run: RunOptions;
	readonly struck: () => boolean;
	readonly disarm: () => void;
}

interface Rules {
	readonly stage: Stage;
	readonly kill: Kill | undefined;
	readonly lasting: boolean;
	readonly blind: Blind;
	readonly codes: readonly number[];
	readonly shared: boolean;
}

/** Codes that say what happened. 0 is among them, for much can be made good; what it promises is looked at apart. */
const honest: Readonly<Record<Stage, readonly number[]>> = {source: [0, 3], list: [0, 5], write: [0, 1, 5], verify: [0, 1, 5]};

const rulesOf = ({what}: Row): Rules => {
	if ('arm' in what)
		return {
			stage: what.stage,
			kill: what.kill,
			lasting: false,
			blind: undefined,
			codes: what.codes ?? honest[what.stage],
			shared: what.shared ?? false,
		};
	const {place, fault} = what;
	// Where nothing can be seen of what was written, 0 would be no proof
	const unseen = place.stage === 'verify' && fault.effect.times === null;
	return {
		stage: place.stage,
		kill: fault.kill,
		lasting: fault.lasting ?? false,
		blind: fault.blind,
		codes: fault.lasting ? [1] : unseen ? [1, 5] : (fault.codes ?? honest[place.stage]),
		shared: false,
	};
};

const armLocal = (fault: LocalFault, world: World): Armed => {
	const {env, struck, disarm = () => undefined} = fault.arm(world);
	return {run: {...(env && {env})}, struck, disarm};
};

const arm = async (row: Row, world: World): Promise<Armed> => {
	if ('arm' in row.what) return armLocal(row.what, world);
	const {place, fault} = row.what;
	const server = place.of === 'slack' ? world.slack : world.system.server!;
	let child: ChildProcess | undefined;
	const {kill, effect, slow, blind} = fault;
	const {base} = world.system;
	// What a system does to a field, it does to everybody's
	const match =
		blind === undefined
			? place.match(world.system, await world.system.accounts())
			: (request: {readonly method: string; readonly path: string}) => request.method !== 'GET' && request.path.startsWith(base);
	server.faults.add({...effect, match, ...(kill && {strike: () => void child?.kill(kill)})});
	const times = {TIMEOUT: slow ? '700ms' : '3s', READ_TIMEOUT: slow ? '4s' : '8s'};
	return {
		run: {
			env: times,
			onStart: started => {
				child = started;
			},
		},
		struck: () => (server.faults.met()[0] ?? 0) > 0,
		disarm: () => server.faults.clear(),
	};
};

/** What of a run's output tells how it went wrong. */
const last = (text: string): string =>
	text
		.split('\n')
		.filter(line => /^\s*[!✗]|error|Exit code|Warning|conflict|failed|mistake/i.test(line))
		.slice(-4)
		.join('\n');

const wrongReport = ({code, signal, bad}: Ended): string[] => {
	if (bad === undefined) return ['there is no whole junit.xml'];
	const green = code === 0 && signal === null;
	return green === (bad === 0) ? [] : [`junit.xml has ${bad} failures and errors, and the run ended with ${code ?? signal}`];
};

/** What is wrong with how the disturbed run ended. */
const firstRun = (ended: Ended, rules: Rules, states: {before: readonly Held[]; now: readonly Held[]; end: readonly Held[]}): string[] => {
	const {code, signal} = ended;
	const found: string[] = [];
	const {before, now, end} = states;
	if (rules.kill === 'SIGKILL' ? signal !== 'SIGKILL' : !(rules.kill ? [143] : rules.codes).includes(code ?? -1))
		found.push(`ended with ${code ?? signal}, where ${rules.kill ?? rules.codes.join(' or ')} would be honest`);
	const away = difference(now, end, rules.blind);
	if (code === 0 && away !== undefined) found.push(`exit 0, and the system does not hold what was planned: ${away}`);
	if (code !== 0 && (rules.stage === 'source' || rules.stage === 'list') && difference(now, before) !== undefined)
		found.push(`written without a plan: ${difference(now, before)}`);
	if (rules.lasting && !/"kind":\s*"not-kept"/.test(ended.run)) found.push('nothing is told as not kept');
	return [...found, ...wrongReport(ended)];
};

/** Runs one row. @returns What is wrong, each with its reason; nothing where it holds. */
export const runRow = async (row: Row, reference: Reference): Promise<string[]> => {
	const rules = rulesOf(row);
	const verify = 'fault' in row.what ? row.what.fault.verify : undefined;
	const world = await openWorld(row.type, 'changed', reference.stored, verify);
	try {
		const {system} = world;
		const before = await system.accounts();
		const armed = await arm(row, world);
		const first = await world.sync(armed.run);
		const middle = await system.accounts();
		const found = [...harm(middle, before), ...firstRun(first, rules, {before, now: middle, end: reference.end})];
		if (!armed.struck()) found.push('the fault met nothing');
		if (!rules.lasting && rules.blind === undefined) armed.disarm();

		// What a run that was killed had sent may be on its way still
		if (rules.kill) await new Promise(resolve => setTimeout(resolve, 150));
		const second = await world.sync();
		const after = await system.accounts();
		if (second.code !== (rules.lasting ? 1 : 0))
			found.push(`the run after it ended with ${second.code ?? second.signal}: ${last(second.said)}`);
		if (rules.lasting && !/"kind":\s*"not-kept"/.test(second.run)) found.push('the run after it tells nothing as not kept');
		const person = 'fault' in row.what ? row.what.place.person : undefined;
		found.push(
			...afterwards(after, {before, reference, rules, person: rules.lasting && rules.blind === undefined ? person : undefined}),
			...wrongReport(second),
		);
		const text = await textOf(world);
		if (!rules.shared && text !== reference.text) found.push('the file is not byte for byte what an undisturbed run makes of it');
		const remains = await system.remains?.();
		if (remains !== undefined) found.push(remains);
		return found.length > 0 ? [...new Set(found), `the disturbed run said: ${last(first.said)}`] : [];
	} finally {
		await world.close();
	}
};

interface End {
	readonly before: readonly Held[];
	readonly reference: Reference;
	readonly rules: Rules;
	/** Whose account the system never writes. */
	readonly person: string | undefined;
}

const afterwards = (after: readonly Held[], {before, reference, rules, person}: End): string[] => {
	const mine = ({slackId}: Held): boolean => person === undefined || slackId !== `U0${person.toUpperCase()}001`;
	const away = difference(after.filter(mine), reference.end.filter(mine), rules.blind);
	return [
		...(away === undefined ? [] : [`not the undisturbed end: ${away}`]),
		...harm(after, before),
		...activeLeavers(after.filter(mine)),
		...(reference.text === undefined ? otherIds(after, before) : []),
	];
};
