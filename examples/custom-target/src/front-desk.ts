import type {Account, Json, Target, TargetErrorKind} from '@slack-im/core';
import type {HttpContext, ModuleType, Tools} from '@slack-im/targets';

/** `options` of the config. */
interface Options {
	/** Where the front desk is, as in `https://desk.example.com`. */
	readonly url: string;
	readonly token: string;
}

/** A badge as the front desk shows it. */
interface Badge {
	readonly number: number;
	readonly blocked: boolean;
	readonly slackId: string | null;
	/** What the front desk knows of its holder: `name`, `email`, `doors`. */
	readonly holder: Readonly<Record<string, Json>>;
}

/** What the front desk's own error codes mean to the engine. */
const kinds: Readonly<Record<string, TargetErrorKind>> = {
	taken: 'exists',
	unknown: 'not-found',
	stale: 'changed',
	denied: 'auth',
	busy: 'unavailable',
	invalid: 'refused',
};

/** The front desk answers 200 to everything; what went wrong is in the body. */
const classify: HttpContext['classify'] = (status, body) => {
	const [, code] = status === 200 ? (/^\{"error":\{"code":"(\w+)"/.exec(body()) ?? []) : [];
	return code === undefined ? undefined : kinds[code];
};

const isText = (value: Json | undefined): value is string => typeof value === 'string';

const toAccount = ({number, blocked, slackId, holder}: Badge): Account => ({
	id: String(number),
	...(slackId !== null && {slackId}),
	keys: isText(holder['email']) ? {email: holder['email']} : {},
	active: !blocked,
	attributes: holder,
});

const open = ({url, token}: Options, {http}: Tools): Target => {
	const api = http({prefix: url, headers: {authorization: `Bearer ${token}`}});

	/** One call of the front desk. Whatever goes wrong leaves it as an error with a `kind`. */
	const ask = async <T>(method: string, params: object, signal: AbortSignal, context: HttpContext = {}): Promise<T> => {
		const {result} = await api.post('rpc', {json: {method, params}, signal, context: {classify, ...context}}).json<{result: T}>();
		return result;
	};
	const setBlocked = async ({id}: Account, blocked: boolean, signal: AbortSignal): Promise<void> => {
		await ask('badges.change', {number: Number(id), blocked}, signal);
	};

	return {
		slackIdAt: 'slackId',
		declaresExists: true,
		async *list({signal}) {
			for (let after: number | null = 0; after !== null;) {
				const page: {badges: Badge[]; next: number | null} = await ask('badges.list', {after}, signal, {read: true});
				yield* page.badges.map(toAccount);
				after = page.next;
			}
		},
		async create({slackId, attributes, secrets}, {signal}) {
			const params = {slackId, holder: attributes, pin: secrets['pin']};
			const {number} = await ask<Badge>('badges.issue', params, signal, {secrets: Object.values(secrets)});
			return {id: String(number)};
		},
		async update({id}, changes, {signal}) {
			const holder = Object.fromEntries(changes.filter(({attribute}) => attribute !== 'slackId').map(({attribute, to}) => [attribute, to]));
			const link = changes.find(({attribute}) => attribute === 'slackId');
			await ask('badges.change', {number: Number(id), holder, ...(link && {slackId: link.to})}, signal);
		},
		deactivate: async (account, {signal}) => setBlocked(account, true, signal),
		reactivate: async (account, {signal}) => setBlocked(account, false, signal),
		async delete({id}, {signal}) {
			await ask('badges.revoke', {number: Number(id)}, signal);
		},
	};
};

/** Says what is missing before anything is read or written. */
const parse = (value: unknown): Options => {
	const given: {url?: unknown; token?: unknown} = typeof value === 'object' && value !== null ? value : {};
	if (typeof given.url !== 'string' || !URL.canParse(given.url)) throw new Error('url must be the address of the front desk');
	if (typeof given.token !== 'string' || given.token === '') throw new Error('token is missing');
	return {url: given.url, token: given.token};
};

export default {schema: {parse}, open} satisfies ModuleType<Options>;
