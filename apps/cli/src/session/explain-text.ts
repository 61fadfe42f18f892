import type {Change, Explanation, Identity, Json, Operation, TargetExplanation, Verdict} from '@slack-im/core';

import {printable} from '@slack-im/config';

const value = (json: Json | undefined): string => (json === undefined ? '(none)' : printable(JSON.stringify(json)));

const verdictText = (verdict: Verdict): string =>
	verdict.kind === 'in' ? 'in' : verdict.kind === 'leaver' ? 'left (Slack marks the account deactivated)' : `out: ${verdict.reason}`;

const rows = (entries: readonly (readonly [string, string | undefined])[], indent: string): string[] => {
	const known = entries.filter(([, text]) => text !== undefined && text !== '');
	const width = Math.max(0, ...known.map(([name]) => name.length));
	return known.map(([name, text]) => `${indent}${name.padEnd(width)}  ${printable(text ?? '')}`);
};

const identityRows = ({
	slackId,
	earlierIds,
	recycledFrom = [],
	email,
	emailConfirmed,
	name,
	title,
	guest,
	kind,
	groups,
	channels,
}: Identity): (readonly [string, string | undefined])[] => [
	['Slack id', earlierIds.length === 0 ? slackId : `${slackId} (earlier ${earlierIds.join(', ')})`],
	['e-mail', email === undefined ? '(none)' : emailConfirmed === false ? `${email} (not confirmed)` : email],
	['e-mail of', recycledFrom.length === 0 ? undefined : `${recycledFrom.join(', ')} as well, deactivated and of quite another name`],
	['name', name],
	['title', title],
	['kind', kind === 'person' ? undefined : kind],
	['guest', guest],
	['groups', groups.join(', ')],
	['channels', channels.join(', ')],
];

const changeRows = (changes: readonly Change[]): string[] =>
	changes.map(({attribute, from, to}) => `      ${attribute}: ${value(from)} → ${value(to)}`);

const verbText: Record<Exclude<Operation['kind'], 'noop' | 'skip'>, string> = {
	create: '+ create',
	update: '~ update',
	reactivate: '↑ reactivate',
	deactivate: '- deactivate',
	delete: '- delete',
};

const skipText = {
	'no-verb': 'the target cannot',
	policy: 'the policy says report',
	do: 'the config leaves it out',
	only: '--only leaves it out',
	protected: 'the account is protected',
} as const;
const noopText = {equal: 'nothing differs', 'already-inactive': 'inactive already', protected: 'protected'} as const;

const operationLines = (operation: Operation): string[] => {
	if (operation.kind === 'noop') return [`    = nothing to do: ${noopText[operation.because]}`];
	if (operation.kind === 'skip')
		return [`    · ${operation.verb} is called for, but not done: ${skipText[operation.because]}`, ...changeRows(operation.changes ?? [])];
	const withheld = operation.withheldBy ? ` (withheld by ${operation.withheldBy.join(', ')})` : '';
	const adopts = 'adopts' in operation && operation.adopts ? ', would adopt: the account carries no Slack id yet' : '';
	return [`    ${verbText[operation.kind]}${adopts}${withheld}`, ...('changes' in operation ? changeRows(operation.changes) : [])];
};

const accountLine = (operation: Operation | undefined): string => {
	if (operation && 'account' in operation && operation.account) {
		const {id, active} = operation.account;
		return `${id}${active ? '' : ' (inactive)'}${operation.matchedBy === undefined ? '' : `, matched by ${operation.matchedBy}`}`;
	}
	return operation?.kind === 'create' && operation.unverified ? 'not known: the target cannot be read' : 'none';
};

const targetLines = ({
	name,
	verdict,
	keys,
	attributes,
	onCreate,
	secrets,
	operation,
	conflicts,
	guards,
	error,
}: TargetExplanation): string[] => [
	'',
	`${name}: ${verdictText(verdict)}`,
	'  keys',
	...rows(
		keys.map(({name, value}) => [name, value ?? '(none)'] as const),
		'    ',
	),
	...(verdict.kind === 'in'
		? [
				'  attributes',
				...rows(
					[
						...Object.entries(attributes).map(([name, json]) => [name, value(json)] as const),
						...Object.entries(onCreate).map(([name, json]) => [name, `${value(json)} (on create only)`] as const),
						...secrets.map(name => [name, '(secret, on create only)'] as const),
					],
					'    ',
				),
			]
		: []),
	...(error
		? [`  ! ${printable(error.message)}`, ...(error.hint === undefined ? [] : [`    ${printable(error.hint)}`])]
		: [
				`  account  ${printable(accountLine(operation))}`,
				'  operation',
				...(operation
					? operationLines(operation)
					: conflicts.length > 0
						? ['    ! conflict, nothing is written']
						: ['    nothing is called for']),
			]),
	...conflicts.map(({message}) => `  ! ${printable(message)}`),
	...guards.filter(({tripped}) => tripped).map(({message}) => `  guard  ${printable(message)}`),
];

/** One person's way through all targets, for a person to read. */
export const explanationText = ({identity, verdict, targets}: Explanation): string =>
	[...rows([...identityRows(identity), ['verdict', verdictText(verdict)]], ''), ...targets.flatMap(target => targetLines(target)), ''].join(
		'\n',
	);
