import {SourceError} from '../../model/errors.ts';
import {ownField} from '../../model/record.ts';
import {checkedToken} from './access.ts';
import {createSlackCaller, systemClock, type SlackCaller, type Clock} from './caller.ts';
import {createClient, type SlackConnection} from './client.ts';
import {scopeHint, toSourceError} from './errors.ts';
import {CallFailure} from './failure.ts';

export interface SlackPosterOptions extends SlackConnection {
	/** Milliseconds that it may take in all, waiting included. @default 60_000 */
	readonly postTimeout?: number | undefined;
	/** Time and chance, for tests. */
	readonly clock?: Clock | undefined;
}

/** A message to a channel, or a direct message to a person. */
interface SlackMessage {
	/** Id of a channel or a person, or `#name`. */
	readonly channel: string;
	/** In Slack's own markup; what is not markup must be escaped already. */
	readonly text: string;
	/** Block Kit blocks; `text` is then what notifications show. */
	readonly blocks?: readonly unknown[];
}

export interface SlackPoster {
	/** Rejects with a `SourceError` that says what to do. A message that may have been posted is not sent again. */
	post(message: SlackMessage, call: {readonly signal: AbortSignal}): Promise<void>;
	/** Rejects like `post` if a message could not be posted. Posts nothing. A channel by name, and one that the token cannot look at, cannot be checked. */
	check(channel: string, call: {readonly signal: AbortSignal}): Promise<void>;
}

const meanings: Readonly<Record<string, readonly [message: string, hint: string]>> = {
	channel_not_found: ['is not visible to the app', 'Check the id. The app must be invited into a private channel (/invite @app)'],
	not_in_channel: ['does not have the app in it', 'Invite the app into the channel: /invite @app'],
	is_archived: ['is archived', 'Use another channel'],
	restricted_action: ['does not let apps post', 'Ask a workspace admin, or use another channel'],
	msg_too_long: ['does not accept a message of this length', 'This is a bug, please report it'],
	messages_tab_disabled: ['is a user whom the app cannot message', 'Turn on the "Messages Tab" under "App Home" of the Slack app'],
};

/**
Posts messages by `chat.postMessage`, which needs `chat:write`.

@see https://docs.slack.dev/reference/methods/chat.postMessage
*/
export const slackPoster = (options: SlackPosterOptions): SlackPoster => {
	const {clock = systemClock, postTimeout = 60_000} = options;
	const callerFor = (signal: AbortSignal): SlackCaller => {
		const client = createClient({...options, token: checkedToken(options.token)});
		return createSlackCaller({client, clock, signal, deadline: clock.now() + postTimeout, onWait: () => {}, retries: 0});
	};
	return {
		async post({channel, text, blocks}, {signal}) {
			const caller = callerFor(signal);
			try {
				await caller.call('chat.postMessage', () => ({channel, text, unfurl_links: false, unfurl_media: false, ...(blocks && {blocks})}));
			} catch (error) {
				throw unposted(channel, 'was', error);
			}
		},
		async check(channel, {signal}) {
			const caller = callerFor(signal);
			try {
				const {scopes} = await caller.call('auth.test');
				if (scopes?.includes('chat:write') === false)
					throw new SourceError('auth', `no message can be posted to ${channel}: the token lacks chat:write`, {
						hint: scopeHint(['chat:write']),
					});
				const code = await whyNot(channel, caller, scopes?.includes('chat:write.public') === true);
				if (code !== undefined) throw new CallFailure('refused', `Slack refuses ${channel}`, {code});
			} catch (error) {
				throw unposted(channel, 'can be', error);
			}
		},
	};
};

const unposted = (channel: string, verb: 'was' | 'can be', error: unknown): unknown => {
	const code = error instanceof CallFailure ? error.code : undefined;
	const meaning = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined;
	return meaning
		? new SourceError('unusable', `no message ${verb} posted: ${channel} ${meaning[0]}`, {hint: meaning[1], cause: error})
		: toSourceError(error, {failed: `no message ${verb} posted to ${channel}`});
};

/** The code with which Slack would refuse a message to a channel; undefined if none is known. */
const whyNot = async (channel: string, caller: SlackCaller, anyPublic: boolean): Promise<string | undefined> => {
	if (!/^[CG][A-Z0-9]+$/.test(channel)) return undefined;
	let about: unknown;
	try {
		about = ownField((await caller.call('conversations.info', () => ({channel}))).body, 'channel');
	} catch (error) {
		if (error instanceof CallFailure && error.code === 'missing_scope') return undefined;
		throw error;
	}
	if (ownField(about, 'is_archived') === true) return 'is_archived';
	const isOutside = ownField(about, 'is_member') === false && !(anyPublic && ownField(about, 'is_private') === false);
	return isOutside ? 'not_in_channel' : undefined;
};
