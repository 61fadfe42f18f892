import type {Json} from '../model/json.ts';
import {toConflict} from './conflict.ts';
import type {Conflict, Create, Operation} from '../model/plan.ts';
import type {Account} from '../model/target.ts';

interface TakenOptions {
	/** The attribute that becomes the id of an account. */
	readonly idAt: string;
	/** All accounts that are known. */
	readonly accounts: Iterable<Pick<Account, 'id' | 'keys'>>;
}

interface Parted {
	readonly operations: readonly Operation[];
	readonly conflicts: readonly Conflict[];
}

const textOf = (value: Json | undefined): string | undefined =>
	typeof value === 'number' ? String(value) : typeof value === 'string' && value !== '' ? value : undefined;

/** Takes the creates out of a plan that the target would refuse, because their id is another account's or that of a second create. */
export const withoutTaken = (operations: readonly Operation[], {idAt, accounts}: TakenOptions): Parted => {
	const idOf = (operation: Operation): string | undefined => (operation.kind === 'create' ? textOf(operation.attributes[idAt]) : undefined);
	const creates = new Map<string, Create[]>();
	for (const one of operations) {
		const id = idOf(one);
		if (one.kind === 'create' && id !== undefined) creates.set(id, [...(creates.get(id) ?? []), one]);
	}
	if (creates.size === 0) return {operations, conflicts: []};
	const holders = new Map([...accounts].map(account => [account.id, account]));
	for (const one of operations)
		if ('changes' in one && one.account && one.changes?.some(({attribute}) => attribute === idAt)) holders.delete(one.account.id);
	const conflicts = [...creates].flatMap(([value, ones]): Conflict[] => {
		const people = ones.map(({person}) => person);
		const holder = holders.get(value);
		const on = {key: idAt, value};
		if (holder) return people.map(person => toConflict('taken', [person], [holder], {on}));
		return ones.length > 1 ? [toConflict('same-key', people, [], {on})] : [];
	});
	const stopped = new Set(conflicts.flatMap(({on}) => on?.value ?? []));
	return {operations: operations.filter(one => !stopped.has(idOf(one) ?? '')), conflicts};
};
