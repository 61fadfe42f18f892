/** A target of a team's own, over the agent-account API: as small as one may be. */
const toAccount = ({id, active, metadata, ...attributes}) => ({
	id,
	...(metadata?.slackId && {slackId: metadata.slackId}),
	keys: attributes.email ? {email: attributes.email} : {},
	active,
	attributes,
});

export default ({url, token}, {http}) => {
	const api = http({prefix: url, headers: {authorization: `Bearer ${token}`}});
	const change = async ({id}, json, {signal}) => {
		await api.patch(id, {json, signal}).json();
	};
	return {
		slackIdAt: 'metadata.slackId',
		async *list({signal}) {
			let seen = 0;
			for (let page = 1; ; page++) {
				const {items, total} = (await api.get('', {searchParams: {page, size: 5}, signal}).json()) ?? {};
				if (!Array.isArray(items)) throw Object.assign(new Error('the list was answered without rows'), {kind: 'invalid-answer'});
				yield* items.map(toAccount);
				seen += items.length;
				if (items.length > 0 && seen < total) continue;
				if (seen < total) throw Object.assign(new Error(`${seen} of ${total} accounts came`), {kind: 'invalid-answer'});
				return;
			}
		},
		async create({slackId, attributes}, {signal}) {
			const answer = await api.post('', {json: {...attributes, metadata: {slackId}}, signal}).json();
			return {id: answer?.id};
		},
		update: (account, changes, call) => change(account, Object.fromEntries(changes.map(({attribute, to}) => [attribute, to])), call),
		deactivate: (account, call) => change(account, {active: false}, call),
		reactivate: (account, call) => change(account, {active: true}, call),
	};
};
