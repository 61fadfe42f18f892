import {setTimeout as sleep} from 'node:timers/promises';

import {startSlack, type RequestRecord, type SlackOptions, type SlackServer} from '@slack-im/sandbox';
import {afterEach} from 'vitest';

import {slackSource, type SlackSourceOptions} from '../src/read/slack/source.ts';
import type {Clock} from '../src/read/slack/caller.ts';
import type {Member} from '../src/model/member.ts';
import type {Reading, ReadProgress, SourceNeeds} from '../src/model/source.ts';

const started: SlackServer[] = [];

afterEach(async () => {
	await Promise.all(started.splice(0).map(async server => server.close()));
});

/** A workspace on loopback that is closed when the test is over. */
export const slack = async (options: SlackOptions = {}): Promise<SlackServer> => {
	const server = await startSlack(options);
	started.push(server);
	return server;
};

/** A clock on which waiting takes no time, and which remembers what was waited for. */
export const patientClock = (): Clock & {readonly waits: number[]} => {
	const waits: number[] = [];
	let slept = 0;
	return {
		waits,
		now: () => Date.now() + slept,
		random: () => 0.5,
		async sleep(milliseconds, signal) {
			signal.throwIfAborted();
			await sleep(0);
			waits.push(milliseconds);
			slept += milliseconds;
		},
	};
};

interface ReadOptions extends Partial<SlackSourceOptions> {
	readonly needs?: Partial<SourceNeeds>;
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: ReadProgress) => void;
	/** Called after each member. */
	readonly onMember?: (member: Member, count: number) => void;
}

/** Reads a workspace to its end. */
export const readAll = async (
	server: SlackServer,
	options: ReadOptions = {},
): Promise<{reading: Reading; members: Member[]; ids: string[]}> => {
	const {needs, signal = new AbortController().signal, onProgress, onMember, ...rest} = options;
	const source = slackSource({token: server.token, url: server.url, clock: patientClock(), ...rest});
	const reading = await source.read({signal, needs: {groups: false, channels: [], ...needs}, ...(onProgress && {onProgress})});
	const members: Member[] = [];
	for await (const member of reading.members) {
		members.push(member);
		onMember?.(member, members.length);
	}
	return {reading, members, ids: members.map(({id}) => id)};
};

/** The calls that a workspace got, as `users.list 50` where they had a limit. */
export const callsOf = ({requests}: SlackServer): string[] =>
	requests.map(request => [request.path.replace('/api/', ''), field(request, 'limit')].filter(part => part !== undefined).join(' '));

/** A field of a call's form. */
export const field = ({body}: RequestRecord, name: string): string | undefined => {
	const value = typeof body === 'object' && body !== null && !Array.isArray(body) ? body[name] : undefined;
	return typeof value === 'string' ? value : undefined;
};
