import {sameText, TargetError, type Account, type Change, type Draft, type Json, type Target, type Verb} from '../src/index.ts';

/** A call that a target was asked for, in the order in which they came. */
export interface Seen {
	readonly verb: Verb | 'list' | 'find' | 'commit';
	/** What it was about: an account's id, or for a create the Slack id. */
	readonly about: string;
	readonly draft?: Draft;
	readonly changes?: readonly Change[];
}

/** What goes wrong with a call: an error before anything was done, or after it was. `hang`: the answer never comes, the signal is ignored. `ignored`: answered as done, and nothing was done. */
export type Fault =
	| {readonly before: unknown}
	| {readonly after: unknown}
	| {readonly hang: 'before' | 'after'}
	| {readonly ignored: true}
	| undefined;

export interface WorldOptions {
	readonly accounts?: readonly Account[];
	/** Attributes of which no two accounts may hold the same value. */
	readonly unique?: readonly string[];
	/** Attributes that are keys as well. */
	readonly keys?: readonly string[];
	/** Everything by default. */
	readonly can?: readonly (keyof Target)[];
	readonly slackIdAt?: string | undefined;
	readonly declaresExists?: boolean;
	/** What becomes of a value that is written; undefined drops it. */
	readonly keeps?: (attribute: string, value: Json) => Json | undefined;
	/** Whether a Slack id that is written is kept. @default true */
	readonly keepsLinks?: boolean;
	/** For so many reads a write is not shown yet. @default 0 */
	readonly lag?: number;
	/** Milliseconds that a call takes. */
	readonly takes?: number | ((call: Seen) => number);
	/** Asked at every call; `nth` counts all calls from 0. */
	readonly fault?: (call: Seen, nth: number) => Fault;
	/** Accounts that are there, but that neither list nor find shows. */
	readonly hides?: (account: Account) => boolean;
}

/** A system as its operator sees it. */
export interface World {
	readonly target: Target;
	readonly rows: Map<string, Account>;
	readonly seen: Seen[];
	/** The most calls that were under way at once. */
	readonly most: () => number;
	/** When each call came, by `performance.now()`. */
	readonly times: number[];
	/** What was sent for the accounts that were created, by their ids. */
	readonly made: Map<string, Draft>;
	/** Calls that write, as in `create U1`. */
	readonly writes: () => string[];
}

const everything = ['list', 'find', 'update', 'deactivate', 'reactivate', 'delete'] as const;

/** An error of a kind. */
export const trouble = (kind: ConstructorParameters<typeof TargetError>[0], status?: number): TargetError =>
	new TargetError(kind, `${kind}${status === undefined ? '' : ` (${status})`}`, {status});

/** A server of accounts that behaves as it is told to: the target of the tests. */
export const createWorld = (options: WorldOptions = {}): World => {
	const {accounts = [], unique = [], keys = ['email', 'userId'], can = everything, slackIdAt, takes = 0, hides = () => false} = options;
	const {keeps = (_attribute, value) => value, keepsLinks = true, lag = 0} = options;
	const rows = new Map(accounts.map(account => [account.id, account]));
	const made = new Map<string, Draft>();
	const seen: Seen[] = [];
	const times: number[] = [];
	let underWay = 0;
	let most = 0;
	let lastId = 1000;
	/** What is shown just now, and for how many reads more. */
	let view = new Map(rows);
	let stale = 0;

	const save = (account: Omit<Account, 'keys'>): void => {
		const {id} = account;
		const attributes = Object.fromEntries(
			Object.entries(account.attributes).flatMap(([name, value]) => {
				const kept = keeps(name, value);
				return kept === undefined ? [] : [[name, kept]];
			}),
		);
		for (const other of rows.values()) {
			const taken = other.id === id ? undefined : unique.find(name => sameText(attributes[name], other.attributes[name]));
			if (taken !== undefined)
				throw new TargetError('exists', `another account has ${taken} ${JSON.stringify(attributes[taken])}`, {status: 409});
		}
		rows.set(id, {
			...account,
			attributes,
			keys: Object.fromEntries(keys.flatMap(name => (typeof attributes[name] === 'string' ? [[name, attributes[name]]] : []))),
		});
	};
	const row = ({id}: Pick<Account, 'id'>): Account => {
		const found = rows.get(id);
		if (!found) throw trouble('not-found', 404);
		return found;
	};

	const call = async <T>(about: Seen, act: () => T): Promise<T> => {
		const fault = options.fault?.(about, seen.length);
		seen.push(about);
		times.push(performance.now());
		most = Math.max(most, ++underWay);
		const wait = typeof takes === 'number' ? takes : takes(about);
		await (wait > 0 ? new Promise(resolve => setTimeout(resolve, wait)) : Promise.resolve());
		underWay--;
		const isRead = about.verb === 'list' || about.verb === 'find';
		if (fault && 'before' in fault) throw fault.before;
		const isLost = fault && (('hang' in fault && fault.hang === 'before') || 'ignored' in fault);
		if (!isRead && !isLost && lag > 0) {
			if (stale === 0) view = new Map(rows);
			stale = lag;
		}
		const result = isLost ? undefined : act();
		if (fault && 'after' in fault) throw fault.after;
		return fault && 'hang' in fault ? new Promise<T>(() => {}) : result!;
	};

	const shown = (): Account[] => {
		const now = stale > 0 ? view : rows;
		if (stale > 0) stale--;
		return [...now.values()].filter(account => !hides(account));
	};

	const all: Required<Pick<Target, (typeof everything)[number] | 'create'>> = {
		async *list() {
			yield* await call({verb: 'list', about: ''}, shown);
		},
		find: async ({slackId, ...wanted}) =>
			call({verb: 'find', about: slackId ?? ''}, () => {
				const all = shown();
				const by = (name: string, value: string): Account | undefined => all.find(account => sameText(value, account.keys[name]));
				const linked = slackId === undefined ? undefined : all.find(account => account.slackId === slackId);
				return linked ?? Object.entries(wanted).reduce<Account | undefined>((found, [name, value]) => found ?? by(name, value), undefined);
			}),
		create: async draft =>
			call({verb: 'create', about: draft.slackId, draft}, () => {
				do lastId++;
				while (rows.has(String(lastId)));
				const id = String(lastId);
				save({id, active: true, attributes: draft.attributes, ...(slackIdAt !== undefined && keepsLinks && {slackId: draft.slackId})});
				made.set(id, draft);
				return {id};
			}),
		update: async ({id}, changes) =>
			call({verb: 'update', about: id, changes}, () => {
				const {active, slackId, attributes} = row({id});
				const link = changes.find(({attribute}) => attribute === slackIdAt)?.to;
				const changed = Object.fromEntries(
					Object.entries({...attributes, ...Object.fromEntries(changes.map(({attribute, to}) => [attribute, to]))}).filter(
						([name, value]) => value !== null && name !== slackIdAt,
					),
				);
				const id_ = typeof link === 'string' && keepsLinks ? link : slackId;
				save({id, active, attributes: changed, ...(id_ !== undefined && {slackId: id_})});
			}),
		deactivate: async ({id}) => call({verb: 'deactivate', about: id}, () => void rows.set(id, {...row({id}), active: false})),
		reactivate: async ({id}) => call({verb: 'reactivate', about: id}, () => void rows.set(id, {...row({id}), active: true})),
		delete: async ({id}) => call({verb: 'delete', about: id}, () => void rows.delete(row({id}).id)),
	};

	const target: Target = {
		...Object.fromEntries(everything.filter(name => can.includes(name)).map(name => [name, all[name]])),
		create: all.create,
		...(can.includes('commit') && {commit: async () => call({verb: 'commit', about: ''}, () => {})}),
		...(slackIdAt !== undefined && {slackIdAt}),
		...((options.declaresExists ?? unique.length > 0) && {declaresExists: true}),
	};

	return {
		target,
		rows,
		seen,
		times,
		made,
		most: () => most,
		writes: () => seen.filter(({verb}) => verb !== 'list' && verb !== 'find').map(({verb, about}) => `${verb} ${about}`.trim()),
	};
};
