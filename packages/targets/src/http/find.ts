import {
	type Account,
	type Call,
	fold,
	type Found,
	type Keys,
	SettingError,
	type TemplateVariables,
	type VariablePath,
} from '@slack-im/core';

import {compileAnswers} from './answers.ts';
import type {AnswerSpec, FindSpec} from './options.ts';
import {readPages} from './pages.ts';
import {compileRequest} from './request.ts';
import {isNothing, misfit, rowReader, shape} from './rows.ts';
import {isRecord} from './json.ts';
import {report, type Scope} from './template.ts';
import type {Reader} from './list.ts';

const nobodyThere: AnswerSpec = {status: [404, 410], means: 'not-found'};

type Lookup = Omit<FindSpec, 'also'>;

const lookupsOf = ({also = [], ...first}: FindSpec): readonly Lookup[] => [
	first,
	...also.map(lookup => ({...first, query: undefined, body: undefined, ...lookup})),
];

/** Whether an account is the one that is looked for: a search may find more than it was asked for. */
const isWanted = (account: Account, {slackId, ...keys}: Keys): boolean => {
	if (slackId !== undefined && account.slackId === slackId) return true;
	return Object.entries(keys).some(([name, value]) => account.keys[name] !== undefined && fold(account.keys[name]) === fold(value));
};

/** Of several accounts that fit, those that fit by the strongest key: one as a rule. */
const best = (found: readonly Account[], {slackId, ...keys}: Keys): readonly Account[] => {
	const byKey = [
		found.filter(account => slackId !== undefined && account.slackId === slackId),
		...Object.entries(keys).map(([name, value]) => found.filter(account => isWanted(account, {[name]: value}))),
	];
	return byKey.find(accounts => accounts.length > 0) ?? found;
};

/** Makes `find`: one look-up after the other, until one finds the account. */
export const compileFind = (
	{options, ask, fields, known, onProblem}: Reader,
	spec: FindSpec,
): ((wanted: Keys, call: Call) => Promise<Found>) => {
	const variables: TemplateVariables = {keys: known ? [...known.keys, 'slackId'] : true, slackId: false};
	const lookups = lookupsOf(spec).map((lookup, index) => {
		const setting = index === 0 ? 'find' : `find.also[${index - 1}]`;
		const named: VariablePath[] = [];
		const place = {
			path: index === 0 ? ['find'] : ['find', 'also', index - 1],
			variables,
			onProblem,
			onPaths: (paths: readonly VariablePath[]): void => void named.push(...paths),
		};
		const build = compileRequest(lookup, {method: 'GET', path: options.list?.path ?? ''}, options.url, place);
		if (!JSON.stringify([lookup.path, lookup.query, lookup.headers, lookup.body]).includes('{{')) {
			const hint = 'Say what to look for, as in `{query: {email: "{{ keys.email }}"}}`.';
			report({onProblem}, new SettingError(place.path, 'looks for nobody', {hint}));
		}
		// A person is addressed by the path, so 404 is about that person; a search that is not there is a mistake
		const isAddressed = lookup.path?.includes('{{') === true;
		const answers = [...(options.answers ?? []), ...(isAddressed ? [nobodyThere] : [])];
		const readRows = rowReader(lookup, setting, {idPath: fields.idPath, single: true});
		return {lookup, build, named, setting, readRows, means: compileAnswers(answers, 'find')};
	});

	const lookUp = async (
		{lookup, build, setting, readRows, means}: (typeof lookups)[number],
		scope: Scope,
		wanted: Keys,
		call: Call,
	): Promise<readonly Account[]> => {
		const request = build(scope);
		const found = new Map<string, Account>();
		// To the last page: a stronger key may fit there
		for await (const {answer, rows} of readPages({request, spec: lookup, readRows, setting, means}, ask, call)) {
			const accounts = rows.map(row => {
				const account = fields.account(row);
				if (!account)
					throw misfit(
						answer,
						`a row without an id: ${shape(row)}; at \`${fields.idPath}\` there is nothing`,
						'account.id',
						`or at \`${setting}.items\``,
					);
				return account;
			});
			for (const account of accounts) if (isWanted(account, wanted)) found.set(account.id, account);
			const showsKeys =
				rows.some(row => fields.keys.some(([name, , get]) => name in wanted && get(row) !== undefined)) ||
				accounts.some(({slackId}) => slackId !== undefined);
			if (rows.length > 0 && found.size === 0 && !showsKeys) {
				throw misfit(
					answer,
					`${shape(rows[0])}; it has none of ${Object.keys(wanted).join(', ')}, so nobody can tell whose it is`,
					'account.keys',
				);
			}
		}
		return best([...found.values()], wanted);
	};

	return async (wanted, call) => {
		const scope = {keys: wanted, slackId: wanted['slackId']};
		for (const lookup of lookups) {
			if (
				lookup.named.some(path =>
					isNothing(path.reduce<unknown>((value, step) => (isRecord(value) ? value[String(step)] : undefined), scope)),
				)
			)
				continue;
			const found = await lookUp(lookup, scope, wanted, call);
			if (found.length > 0) return found.length === 1 ? found[0] : found;
		}
		return undefined;
	};
};
