import {createServer, type IncomingMessage} from 'node:http';

interface Badge {
	number: number;
	blocked: boolean;
	slackId: string | null;
	holder: Record<string, unknown>;
}

interface Params {
	readonly after?: number;
	readonly number?: number;
	readonly blocked?: boolean;
	readonly slackId?: string | null;
	readonly holder?: Record<string, unknown>;
}

export interface FrontDesk {
	readonly url: string;
	readonly token: string;
	readonly badges: ReadonlyMap<number, Badge>;
	close(): Promise<void>;
}

const pageSize = 2;

class Refusal extends Error {
	readonly code: string;

	constructor(code: string, message: string) {
		super(message);
		this.code = code;
	}
}

const textOf = async (request: IncomingMessage): Promise<string> => {
	let text = '';
	for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
	return text;
};

/** The front desk: JSON-RPC at one address, 200 for everything, two badges a page. */
export const startFrontDesk = async (): Promise<FrontDesk> => {
	const token = 'front-desk-token';
	const badges = new Map<number, Badge>();
	let last = 0;

	const badgeOf = ({number}: Params): Badge => {
		const badge = badges.get(number ?? 0);
		if (!badge) throw new Refusal('unknown', `there is no badge ${number}`);
		return badge;
	};
	const refuseTaken = (email: unknown, number?: number): void => {
		const isTaken = [...badges.values()].some(
			badge => badge.number !== number && String(badge.holder['email']).toLowerCase() === String(email).toLowerCase(),
		);
		if (isTaken) throw new Refusal('taken', `${String(email)} has a badge`);
	};
	const methods: Readonly<Record<string, (params: Params) => unknown>> = {
		'badges.list'({after = 0}) {
			const left = [...badges.values()].filter(({number}) => number > after);
			return {badges: left.slice(0, pageSize), next: left.length > pageSize ? left[pageSize - 1]!.number : null};
		},
		'badges.issue'({slackId = null, holder = {}}) {
			refuseTaken(holder['email']);
			const badge = {number: ++last, blocked: false, slackId, holder};
			badges.set(badge.number, badge);
			return badge;
		},
		'badges.change'(params) {
			const badge = badgeOf(params);
			const {blocked = badge.blocked, slackId = badge.slackId, holder = {}} = params;
			if (holder['email'] !== undefined) refuseTaken(holder['email'], badge.number);
			Object.assign(badge, {blocked, slackId, holder: {...badge.holder, ...holder}});
			return badge;
		},
		'badges.revoke'(params) {
			badges.delete(badgeOf(params).number);
			return null;
		},
	};

	const server = createServer((request, response) => {
		void textOf(request).then(text => {
			const answer = (): unknown => {
				if (request.headers.authorization !== `Bearer ${token}`) throw new Refusal('denied', 'who are you?');
				const {method, params}: {method: string; params: Params} = JSON.parse(text);
				const run = methods[method];
				if (!run) throw new Refusal('invalid', `there is no ${method}`);
				return {result: run(params)};
			};
			let body: unknown;
			try {
				body = answer();
			} catch (error) {
				body = {
					error: {code: error instanceof Refusal ? error.code : 'invalid', message: error instanceof Error ? error.message : String(error)},
				};
			}
			response.writeHead(200, {'content-type': 'application/json'}).end(JSON.stringify(body));
		});
	});
	await new Promise<void>(resolve => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const address = server.address();
	return {
		url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
		token,
		badges,
		async close() {
			server.closeAllConnections();
			await new Promise(resolve => {
				server.close(resolve);
			});
		},
	};
};
