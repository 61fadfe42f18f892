import type {Sandbox} from '@slack-im/sandbox';

/** One person's account, as a system holds it. */
export interface Held {
	readonly id: string;
	readonly slackId: string;
	readonly name: string;
	readonly email: string;
	readonly active: boolean;
}

/** A system, asked in its own way and not by slack-im. */
export interface System {
	readonly name: string;
	/** Accounts that carry a Slack id, by that id. Throws where two carry one. */
	accounts(): Promise<Map<string, Held>>;
	/** What is there beside them, as text: nothing of it may ever change. */
	rest(): Promise<string>;
	/** Writes so far: requests other than reads, or commits. */
	writes(): Promise<number>;
}

const bySlackId = (all: readonly Held[]): Map<string, Held> => {
	const accounts = new Map<string, Held>();
	for (const account of all) {
		if (accounts.has(account.slackId)) throw new Error(`two accounts carry the Slack id ${account.slackId}`);
		accounts.set(account.slackId, account);
	}
	return accounts;
};

interface Agent {
	readonly id?: string;
	readonly userId: string;
	readonly name: string;
	readonly email?: string;
	readonly active?: boolean;
	readonly slackId?: string;
	readonly metadata?: {readonly slackId?: string};
}

interface ScimUser {
	readonly id: string;
	readonly externalId?: string;
	readonly displayName?: string;
	readonly active?: boolean;
	readonly emails?: readonly {readonly type?: string; readonly value?: string}[];
}

const read = async <T>(url: string, token?: string): Promise<T> => {
	const answer = await fetch(url, {headers: token === undefined ? {} : {authorization: `Bearer ${token}`}});
	if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
	const body: T = JSON.parse(await answer.text());
	return body;
};

const isWrite = ({method}: {readonly method: string}): boolean => method !== 'GET' && method !== 'HEAD';

const held = ({id, userId, name, email = '', active = true, slackId, metadata}: Agent): Held => ({
	id: id ?? userId,
	slackId: slackId ?? metadata?.slackId ?? '',
	name,
	email,
	active,
});

/** The three systems of the sandbox. */
export const systemsOf = ({devServer, modelOffice, salesDemo}: Sandbox): System[] => {
	const agents = async (): Promise<readonly Agent[]> => (await read<{items: readonly Agent[]}>(`${devServer.url}?page=1&size=500`)).items;
	const users = async (): Promise<readonly ScimUser[]> =>
		(await read<{Resources: readonly ScimUser[]}>(`${modelOffice.url}/Users?count=500`, modelOffice.token)).Resources;
	const entries = async (): Promise<readonly Agent[]> => {
		const file: {agents: readonly Agent[]} = JSON.parse(await salesDemo.pushed());
		return file.agents;
	};

	return [
		{
			name: 'dev-server',
			accounts: async () => bySlackId((await agents()).map(held).filter(({slackId}) => slackId !== '')),
			rest: async () => JSON.stringify((await agents()).filter(({metadata}) => metadata?.slackId === undefined)),
			writes: async () => devServer.requests.filter(isWrite).length,
		},
		{
			name: 'model-office',
			accounts: async () =>
				bySlackId(
					(await users()).flatMap(({id, externalId, displayName = '', active = true, emails = []}) =>
						externalId === undefined
							? []
							: [{id, slackId: externalId, name: displayName, email: emails.find(({type}) => type === 'work')?.value ?? '', active}],
					),
				),
			rest: async () => JSON.stringify((await users()).filter(({externalId}) => externalId === undefined)),
			writes: async () => modelOffice.requests.filter(isWrite).length,
		},
		{
			name: 'sales-demo',
			accounts: async () => bySlackId((await entries()).map(held).filter(({slackId}) => slackId !== '')),
			rest: async () => JSON.stringify((await entries()).filter(({slackId}) => slackId === undefined)),
			writes: async () => (await salesDemo.commits()).length,
		},
	];
};
