import {sameValue} from '../model/equal.ts';
import {globs} from '../model/globs.ts';
import type {Json} from '../model/json.ts';
import {key, type Key} from '../model/key.ts';
import type {Mapping} from './mapping/mapping.ts';
import type {Policy} from '../model/settings.ts';
import type {Account} from '../model/target.ts';

/** What tells whether an account is protected. `attributes` are those that the target shows, unmanaged ones too. */
type Protectable = Pick<Account, 'id' | 'keys'> & Partial<Pick<Account, 'attributes' | 'protected'>>;

/** Names of attributes that a target must show although they may not be managed: accounts are protected by them, or show an e-mail there. */
export const shownNames = ({protected: rules}: Pick<Policy, 'protected'>, {shown}: Pick<Mapping, 'shown'>): readonly string[] => [
	...new Set([...rules.flatMap(rule => (typeof rule === 'string' ? [] : [rule.at])), ...shown]),
];

const fieldOf = (value: Json | undefined, name: string): Json | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined;

/** An attribute by its name, else by its path. */
const valueAt = (attributes: Account['attributes'], at: string): Json | undefined =>
	fieldOf(attributes, at) ?? at.split('.').reduce<Json | undefined>((value, name) => fieldOf(value, name), attributes);

/** Text, a number or a truth value as text. */
const textOf = (value: Json): Key | undefined =>
	typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? key(String(value)) : undefined;

/** Other ways to write a truth value. */
const truths = {true: key('1'), false: key('0')};

/** Systems write one thing in several ways: `true`, 1 and "true", 7 and "7". An account must not be unprotected for that. */
const isSame = (value: Json, is: Json): boolean => {
	if (sameValue(value, is)) return true;
	const text = textOf(value);
	return text !== undefined && (text === textOf(is) || (typeof is === 'boolean' && text === truths[`${is}`]));
};

/** Whether an account is protected: by its id or a key that a glob matches, or by what its row holds. One that was found to be keeps the mark, whatever is dropped of its row. */
export const protection = (rules: Policy['protected']): ((account: Protectable) => boolean) => {
	if (rules.length === 0) return () => false;
	const patterns = rules.filter(rule => typeof rule === 'string');
	const rows = rules.filter(rule => typeof rule !== 'string');
	const matches = patterns.length === 0 ? () => false : globs(patterns);
	const holds = (attributes: Account['attributes']): boolean =>
		rows.some(({at, is}) => {
			const value = valueAt(attributes, at);
			return value !== undefined && (isSame(value, is) || (Array.isArray(value) && value.some(item => isSame(item, is))));
		});
	return ({id, keys, attributes = {}, protected: known}) =>
		known === true || matches(id) || Object.values(keys).some(value => matches(value)) || holds(attributes);
};
