import {readFileSync, writeFileSync} from 'node:fs';

const stopIfAsked = ({signal}) => {
	if (signal.aborted) throw Object.assign(new Error('stopped'), {kind: 'aborted'});
};

/** A team's own target: accounts on a shelf, which is a file. */
export default ({file}) => {
	const read = () => JSON.parse(readFileSync(file, 'utf8'));
	const edit = (call, id, change) => {
		stopIfAsked(call);
		const rows = read();
		if (!rows[id]) throw Object.assign(new Error(`there is no ${id}`), {kind: 'not-found'});
		change(rows[id], rows);
		writeFileSync(file, JSON.stringify(rows));
	};
	return {
		slackIdAt: 'slackId',
		declaresExists: true,
		async *list(call) {
			for (const [id, {active, slackId, ...attributes}] of Object.entries(read())) {
				stopIfAsked(call);
				yield {id, active, slackId, attributes, keys: {email: attributes.email}};
			}
		},
		async create({slackId, attributes}, call) {
			stopIfAsked(call);
			const rows = read();
			const id = attributes.email;
			if (rows[id]) throw Object.assign(new Error(`${id} is on the shelf`), {kind: 'exists'});
			writeFileSync(file, JSON.stringify({...rows, [id]: {...attributes, slackId, active: true}}));
			return {id};
		},
		async update({id}, changes, call) {
			edit(call, id, row => {
				for (const {attribute, to} of changes) row[attribute] = to;
			});
		},
		async deactivate({id}, call) {
			edit(call, id, row => {
				row.active = false;
			});
		},
		async reactivate({id}, call) {
			edit(call, id, row => {
				row.active = true;
			});
		},
		async delete({id}, call) {
			edit(call, id, (_row, rows) => {
				delete rows[id];
			});
		},
	};
};
