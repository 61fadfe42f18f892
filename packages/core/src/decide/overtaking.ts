import {toConflict} from './conflict.ts';
import {sameText} from '../model/key.ts';
import {isChanging} from './order.ts';
import type {Conflict, Create, Operation} from '../model/plan.ts';

/** Whether an operation gives an account another value of a key. */
const frees = (operation: Operation | undefined, key: string, value: string): boolean =>
	operation !== undefined &&
	isChanging(operation) &&
	operation.changes.some(({attribute, to}) => attribute === key && !sameText(to, value));

/** The keys of a new account that another one has, too. */
const shared = ({keys}: Create, account: {readonly keys: Readonly<Record<string, string>>}): [key: string, value: string][] =>
	Object.entries(keys).filter(([key, value]) => sameText(account.keys[key], value));

/** Takes creates out of a plan that need a value which another account has, unless the plan gives that account another one. Pure. */
export const withoutOvertaking = (
	operations: readonly Operation[],
): {readonly operations: readonly Operation[]; readonly conflicts: readonly Conflict[]} => {
	if (!operations.some(operation => operation.kind === 'create' && operation.after)) return {operations, conflicts: []};
	const byAccount = new Map(operations.flatMap(one => ('account' in one && one.account ? [[one.account.id, one] as const] : [])));
	const conflicts: Conflict[] = [];
	const left = operations.filter(operation => {
		if (operation.kind !== 'create') return true;
		for (const {account, person} of operation.after ?? []) {
			const kept = shared(operation, account).find(([key, value]) => !frees(byAccount.get(account.id), key, value));
			if (!kept) continue;
			const on = {key: kept[0], value: kept[1]};
			conflicts.push(toConflict('other-slack-id', [operation.person], [account], {on, others: [{...person, left: false}]}));
			return false;
		}
		return true;
	});
	return {operations: left, conflicts};
};

/** A create waits for what it comes after: where a guard withholds that, it is withheld as well. */
export const withheldTogether = (operations: readonly Operation[]): readonly Operation[] => {
	const withheld = new Map(
		operations.flatMap(one => (isChanging(one) && one.withheldBy ? [[one.account.id, one.withheldBy] as const] : [])),
	);
	if (withheld.size === 0) return operations;
	return operations.map(operation => {
		if (operation.kind !== 'create' || !operation.after) return operation;
		const by = [...new Set([...(operation.withheldBy ?? []), ...operation.after.flatMap(({account}) => withheld.get(account.id) ?? [])])];
		return by.length > 0 ? {...operation, withheldBy: by} : operation;
	});
};
