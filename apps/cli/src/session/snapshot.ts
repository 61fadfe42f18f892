import path from 'node:path';

import {errorInfo, errorKind, needsOf, readPeople, writeSnapshot, type Member, type Reading, type SourceReport} from '@slack-im/core';

import type {ReportingCommand} from '../commands/base.ts';
import {streamAtomically} from '../files/atomic.ts';
import {UsageError} from '../usage.ts';
import {version} from '../version.ts';
import {printRun} from './print.ts';
import {reported, type Session} from './run.ts';
import {openSource} from './source.ts';

export interface SnapshotFlags extends ReportingCommand {
	readonly out: string | undefined;
	readonly insecureHttp: boolean;
}

/** What somebody wrote into their profile is public in Slack, but a secret in it must not spread. */
async function* without(members: AsyncIterable<Member>, redact: (member: Member) => Member): AsyncGenerator<Member> {
	for await (const member of members) yield redact(member);
}

const empty = {kind: 'slack', readAt: '', milliseconds: 0, pages: 0, members: 0, in: 0, leavers: 0, excluded: []} as const;

/** Reads Slack into the file, then the file: what is reported is what a run will find in it. */
const save = async (out: string, {config, context, recorder, onEvent, log}: Session): Promise<void> => {
	const {signal, redactor, cwd, host, now} = context;
	const {source, people, targets} = config;
	const needs = needsOf({
		people,
		channel: source.channel,
		scopes: targets.map(({policy}) => policy.people),
		mappings: targets.map(({mapping}) => mapping),
	});
	const slack = await openSource(config, {from: undefined, maxAge: undefined, context});
	const startedAt = now().getTime();
	let pages = 0;
	const onProgress: NonNullable<Parameters<typeof slack.read>[0]['onProgress']> = progress => {
		if (progress.kind === 'page') ({pages} = progress);
		onEvent({kind: 'reading', progress});
	};
	try {
		const reading: Reading = await slack.read({signal, needs, onProgress});
		const file = path.resolve(cwd, out);
		await streamAtomically(
			file,
			writeSnapshot({...reading, members: without(reading.members, redactor.data)}, {needs, toolVersion: version}),
			{host},
		);
		const saved = await openSource(config, {from: out, maxAge: undefined, context});
		const {report} = await readPeople(
			{source: saved, people, targets: [], signal, ...(source.channel !== undefined && {channel: source.channel})},
			event => {
				if (event.kind === 'read') onEvent(event); // Its pages were Slack's, and have been told
			},
		);
		const read: SourceReport = {...report, kind: 'slack', from: slack.from, pages, milliseconds: now().getTime() - startedAt};
		recorder.source(read);
		log.info(`${read.members} ${read.members === 1 ? 'member is' : 'members are'} in ${out}; slack-im sync --from ${out} reads them`);
	} catch (error) {
		if (errorKind(error) === undefined || errorKind(error) === 'output') throw error;
		if (!signal.aborted) recorder.source({...empty, from: slack.from, error: errorInfo(error)});
	}
};

/** `slack-im snapshot --out FILE`. */
export const runSnapshot = (command: SnapshotFlags): Promise<number> => {
	const {out, insecureHttp} = command;
	const load = {insecureHttp, needs: {targets: false}};
	return reported(command, {command: 'snapshot', dryRun: false, load, print: printRun(command)}, session => {
		if (out === undefined) throw new UsageError('snapshot needs --out FILE', 'as in slack-im snapshot --out slack.jsonl');
		return save(out, session);
	});
};
