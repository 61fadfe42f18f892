import {SourceError} from '../errors.ts';
import {checkedToken} from './access.ts';
import {createCaller, systemClock, type Clock} from './caller.ts';
import {createClient, type SlackConnection} from './client.ts';
import {toSourceError} from './errors.ts';
import {CallFailure} from './failure.ts';

export interface SlackPosterOptions extends SlackConnection {
	/** Milliseconds that it may take in all, waiting included. @default 60_000 */
	readonly postTimeout?: number | undefined;
	/** Time and chance, for tests. */
	readonly clock?: Clock | undefined;
}

/** A message for a channel, or for a person, whom it reaches as a direct message. */
export interface SlackMessage {
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
}

const meanings: Readonly<Record<string, readonly [message: string, hint: string]>> = {
	channel_not_found: ['is not there for this app', 'Check the id; a private channel needs the app to be invited (/invite @app)'],
	not_in_channel: ['does not have the app in it', 'Invite the app into the channel: /invite @app'],
	is_archived: ['is archived', 'Name another channel'],
	restricted_action: ['does not let apps post', 'Ask a workspace admin, or name another channel'],
	msg_too_long: ['does not take a message of this length', 'This is a fault of the message; please report it'],
	messages_tab_disabled: ['is somebody whom the app may not write to', 'Turn on the "Messages Tab" under "App Home" of the Slack app'],
};

/**
Posts messages by `chat.postMessage`, which needs `chat:write`.

@see https://docs.slack.dev/reference/methods/chat.postMessage
*/
export const slackPoster = (options: SlackPosterOptions): SlackPoster => {
	const {clock = systemClock, postTimeout = 60_000} = options;
	return {
		async post({channel, text, blocks}, {signal}) {
			const token = checkedToken(options.token);
			const client = createClient({...options, token});
			const caller = createCaller({client, clock, signal, deadline: clock.now() + postTimeout, onWait: () => {}, retries: 0});
			try {
				await caller.call('chat.postMessage', () => ({channel, text, unfurl_links: false, unfurl_media: false, ...(blocks && {blocks})}));
			} catch (error) {
				const code = error instanceof CallFailure ? error.code : undefined;
				const meaning = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined;
				if (meaning) throw new SourceError('unusable', `no message was posted: ${channel} ${meaning[0]}`, {hint: meaning[1], cause: error});
				throw toSourceError(error, {failed: `no message was posted to ${channel}`});
			}
		},
	};
};
