import {by, readPeople, sameAsOf, type Identity, type Verdict} from '@slack-im/core';
import {cut, table} from '@slack-im/report';

import type {ConfigCommand} from '../commands/base.ts';
import {printable} from '@slack-im/config';
import {UsageError} from '../usage.ts';
import {quietly} from './quietly.ts';
import {openSource} from './source.ts';

export interface MembersFlags extends ConfigCommand {
	readonly all: boolean;
	readonly json: boolean;
	readonly jsonl: boolean;
	readonly csv: boolean;
	readonly from: string | undefined;
	readonly insecureHttp: boolean;
}

/** One line of the list. */
type Row = Identity & {readonly in: boolean; readonly reason: string | undefined};

const toRow = ({identity, verdict}: {readonly identity: Identity; readonly verdict: Verdict}): Row => ({
	...identity,
	in: verdict.kind === 'in',
	reason: verdict.kind === 'in' ? undefined : verdict.reason,
});

const shown = ['slackId', 'email', 'name', 'title'] as const;

/** Columns that one cell of the table may take up: one long name must not push everybody's title off the screen. The other formats have all of it. */
const widest = 40;

const cells = (row: Row, all: boolean): string[] => [
	...shown.map(name => row[name] ?? ''),
	...(all ? [row.in ? 'in' : (row.reason ?? '')] : []),
];

async function* pieces(rows: readonly Row[], {all, json, jsonl, csv}: MembersFlags): AsyncGenerator<string> {
	const head = [...shown, ...(all ? ['verdict'] : [])];
	if (json) yield `${JSON.stringify(rows, undefined, '\t')}\n`;
	else if (jsonl) for (const row of rows) yield `${JSON.stringify(row)}\n`;
	else if (csv) {
		const {stringify} = await import('csv-stringify/sync');
		yield stringify(
			rows.map(row => cells(row, all)),
			{header: true, columns: head, escape_formulas: true},
		);
	} else {
		const lines = table(
			head.map(title => ({title})),
			rows.map(row => cells(row, all).map(cell => cut(printable(cell).replaceAll('\n', ' '), widest))),
		);
		yield `${lines.join('\n')}\n`;
	}
}

/** `slack-im members`: who is in; with `--all` everybody, with the reason. */
export const listMembers = async (command: MembersFlags): Promise<number> => {
	const {context, all, json, jsonl, csv, from, insecureHttp} = command;
	const {redactor, signal} = context;
	if ([json, jsonl, csv].filter(Boolean).length > 1) throw new UsageError('--json, --jsonl and --csv are three formats', 'use one of them');
	return quietly(command, {insecureHttp, needs: {slack: from === undefined, targets: false}}, async ({config, log, onEvent, print}) => {
		const source = await openSource(config, {from, maxAge: undefined, context});
		const {everybody, report, warnings} = await readPeople(
			{
				source,
				people: config.people,
				targets: [],
				sameAs: sameAsOf(config.overrides),
				signal,
				...(config.source.channel !== undefined && {channel: config.source.channel}),
			},
			onEvent,
		);
		for (const warning of warnings) log.warn(warning);
		const rows = everybody
			.map(person => toRow(person))
			.filter(row => all || row.in)
			.toSorted(by(({email, slackId}) => email ?? slackId));
		for await (const piece of pieces(redactor.data(rows), command)) print(piece);
		log.info(`${report.in} in, ${report.members - report.in} not${all ? '' : ' (--all shows who, and why)'}`);
		return 0;
	});
};
