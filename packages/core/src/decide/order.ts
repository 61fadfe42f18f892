import {toConflict} from './conflict.ts';
import type {Json} from '../model/json.ts';
import {namedKey, sameText, type Key} from '../model/key.ts';
import type {Conflict, Operation, Reactivate, Update} from '../model/plan.ts';
import type {Mapping} from './mapping/mapping.ts';
import type {Policy} from '../model/settings.ts';
import type {Change, Target} from '../model/target.ts';

/** Attributes of which no two accounts hold the same value, as far as the engine can tell: what people are matched by, their e-mails, and what becomes the id. */
export const uniqueOf = (
	{match}: Pick<Policy, 'match'>,
	{idAt}: Pick<Target, 'idAt'>,
	{emailNames}: Pick<Mapping, 'emailNames'>,
): ReadonlySet<string> => new Set([...emailNames, ...match, ...(idAt === undefined ? [] : [idAt])]);

/** One write of a round. */
export interface Step {
	readonly operation: Operation;
	/** The account first gets these values for the time being, because it and others hold each other's. */
	readonly park?: readonly Change[];
	/** Those of them that are needed at least, where the target takes not all of them. */
	readonly least?: readonly Change[];
}

/** What is known of a target's attributes beside those that are unique. */
export interface OrderRules {
	/** Under which attribute the target keeps the account's id, where it is one of them. */
	readonly idAt?: string | undefined;
	/** Attributes that are made of the e-mail, as a login of its local part: the target may take no value of them twice. */
	readonly ofEmail?: readonly string[];
}

/** What writes attributes to an account that is there. */
export type Changing = Update | Reactivate;

export const isChanging = (operation: Operation): operation is Changing => operation.kind === 'update' || operation.kind === 'reactivate';

const held = (attribute: string, value: Json | undefined): Key | undefined =>
	typeof value === 'string' && value !== '' ? namedKey(attribute, value) : undefined;

/** What an operation wants to hold, of the attributes that no two accounts share. */
const wantedBy = (operation: Operation, unique: ReadonlySet<string>): Key[] => {
	const values: (readonly [string, Json])[] = isChanging(operation)
		? operation.changes.map(({attribute, to}) => [attribute, to])
		: operation.kind === 'create'
			? Object.entries(operation.attributes)
			: [];
	return values.flatMap(([attribute, to]) => (unique.has(attribute) ? (held(attribute, to) ?? []) : []));
};

/** For each operation those that free a value which it wants. */
const dependencies = (operations: readonly Operation[], unique: ReadonlySet<string>): Map<Operation, Set<Operation>> => {
	const freedBy = new Map<Key, Operation>();
	for (const operation of operations) {
		if (!isChanging(operation)) continue;
		for (const {attribute, from} of operation.changes) {
			const value = unique.has(attribute) ? held(attribute, from) : undefined;
			if (value !== undefined) freedBy.set(value, operation);
		}
	}
	const found = new Map<Operation, Set<Operation>>();
	if (freedBy.size === 0) return found;
	for (const operation of operations) {
		const before = wantedBy(operation, unique).flatMap(value => freedBy.get(value) ?? []);
		const others = before.filter(other => other !== operation);
		if (others.length > 0) found.set(operation, new Set(others));
	}
	return found;
};

/** Takes those out that wait for no other, again and again: what is left holds each other's values, or waits for such. */
const withoutFree = (waits: ReadonlyMap<Operation, ReadonlySet<Operation>>): Map<Operation, Set<Operation>> => {
	const left = new Map([...waits].map(([operation, before]) => [operation, new Set(before)]));
	for (let changed = true; changed;) {
		changed = false;
		for (const [operation, before] of left) {
			for (const other of before) if (!left.has(other)) before.delete(other);
			if (before.size > 0) continue;
			left.delete(operation);
			changed = true;
		}
	}
	return left;
};

/** Follows who waits for whom until one comes twice: those in the ring. Each one in `waits` must wait for another one in it. */
const ringFrom = (start: Operation, waits: ReadonlyMap<Operation, ReadonlySet<Operation>>): Operation[] => {
	const path: Operation[] = [];
	for (let at: Operation | undefined = start; at; [at] = waits.get(at) ?? []) {
		const seen = path.indexOf(at);
		if (seen !== -1) return path.slice(seen);
		path.push(at);
	}
	return [];
};

/** An e-mail stays one, so that the target takes it. */
export const parkedValue = (value: string, slackId: string): string => {
	const at = value.lastIndexOf('@');
	const name = `slack-im-swap-${slackId.toLowerCase()}`;
	return at === -1 ? name : `${name}${value.slice(at)}`;
};

/** The values that an account gives up for the time being. */
const parking = ({changes, person}: Changing, isParked: (change: Change) => boolean): Change[] =>
	changes.flatMap(change => {
		const {attribute, from, to} = change;
		return typeof from === 'string' && typeof to === 'string' && !sameText(from, to) && isParked(change)
			? [{attribute, from, to: parkedValue(from, person.slackId)}]
			: [];
	});

/** Where the id is one of the values, it is another one by then: under the old one there may be somebody else's account. */
const parked = <T extends Changing>(operation: T, park: readonly Change[], idAt: string | undefined): T => {
	const values = new Map(park.map(({attribute, to}) => [attribute, to]));
	const id = idAt === undefined ? undefined : values.get(idAt);
	return {
		...operation,
		...(typeof id === 'string' && {account: {...operation.account, id}}),
		changes: operation.changes.map(change => (values.has(change.attribute) ? {...change, from: values.get(change.attribute)} : change)),
	};
};

/**
Puts writes in an order in which no account is given a value that another one still holds: who frees a value comes before who takes it. Where accounts hold each other's values, one of them gets a value for the time being. Pure.

@param unique - Attributes of which no two accounts may hold the same value.
@returns Waves: the steps of one may run at once, and the next begins when all of them have ended. Operations keep their order within a wave.
*/
export const inWaves = (
	operations: readonly Operation[],
	unique: ReadonlySet<string>,
	{idAt, ofEmail = []}: OrderRules = {},
): readonly (readonly Step[])[] => {
	const waits = dependencies(operations, unique);
	if (waits.size === 0) return operations.length === 0 ? [] : [operations.map(operation => ({operation}))];
	const waves: Step[][] = [];
	let left: readonly Operation[] = operations;
	const done = (some: ReadonlySet<Operation>): void => {
		for (const before of waits.values()) for (const operation of before) if (some.has(operation)) before.delete(operation);
	};
	while (left.length > 0) {
		const free = new Set(left.filter(operation => (waits.get(operation)?.size ?? 0) === 0));
		if (free.size > 0) {
			waves.push([...free].map(operation => ({operation})));
			done(free);
			left = left.filter(operation => !free.has(operation));
			continue;
		}
		const ring = ringFrom(left[0]!, waits).filter(isChanging);
		const first = ring[0]!;
		const wanted = new Set(ring.flatMap(operation => (operation === first ? [] : wantedBy(operation, new Set(ofEmail)))));
		const least = parking(first, ({attribute}) => unique.has(attribute));
		const park = parking(first, ({attribute, from}) => unique.has(attribute) || wanted.has(held(attribute, from)!));
		waves.push([{operation: first, park, least}]);
		const after = parked(first, park, idAt);
		waits.set(after, new Set(waits.get(first)));
		waits.delete(first);
		done(new Set([first]));
		left = left.map(operation => (operation === first ? after : operation));
	}
	return waves;
};

/** Takes out of a plan the accounts that hold each other's values and are not all tied by Slack id: half-way through, nothing would tell whose is whose. */
export const withoutSwaps = (
	operations: readonly Operation[],
	unique: ReadonlySet<string>,
): {readonly operations: readonly Operation[]; readonly conflicts: readonly Conflict[]} => {
	const waits = withoutFree(dependencies(operations, unique));
	const conflicts: Conflict[] = [];
	const stopped = new Set<Operation>();
	for (const start of waits.keys()) {
		if (stopped.has(start)) continue;
		const ring = ringFrom(start, waits).filter(isChanging);
		if (ring.length < 2 || ring.some(operation => stopped.has(operation))) continue;
		if (ring.every(({matchedBy}) => matchedBy === 'slackId')) continue;
		for (const operation of ring) stopped.add(operation);
		const change = ring[0]!.changes.find(({attribute, from}) => unique.has(attribute) && typeof from === 'string')!;
		conflicts.push(
			toConflict(
				'swapped',
				ring.map(({person}) => person),
				ring.map(({account}) => account),
				{on: {key: change.attribute, value: typeof change.from === 'string' ? change.from : ''}},
			),
		);
	}
	return stopped.size === 0 ? {operations, conflicts} : {operations: operations.filter(operation => !stopped.has(operation)), conflicts};
};
