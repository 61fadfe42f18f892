import type {Log} from '../type.ts';
import type {Fields, Row} from './fields.ts';
import {type Answer, misfit, shape} from './rows.ts';

/** Looks at the rows of a list as they come, and says at its end what of the config fits none of them. */
export interface FitCheck {
	add(row: Row, answer: Answer): void;
	/** Throws where nobody could be matched, or nobody's state be read; warns of attributes that no row has. */
	finish(log: Log): void;
}

/** One row may be an exception, as the account that came with the installation. */
const enough = 2;

/** @param given - The config says of all rows whether they are active. */
export const createFitCheck = ({keys, places, active}: Fields, matchKeys: readonly string[], given: boolean): FitCheck => {
	const byKey = keys.filter(([name]) => matchKeys.includes(name));
	const missing = new Map(places.map(place => [place[0], place]));
	let rows = 0;
	let withKey = 0;
	let withState = 0;
	let last: {readonly row: Row; readonly answer: Answer} | undefined;

	return {
		add(row, answer) {
			rows++;
			last = {row, answer};
			if (withKey === 0 && byKey.some(([, , get]) => get(row) !== undefined)) withKey++;
			if (withState === 0 && active && active.at(row) !== undefined) withState++;
			for (const [name, , get] of missing.values()) if (get(row) !== undefined) missing.delete(name);
		},
		finish(log) {
			if (!last) return;
			const what = `${rows} ${rows === 1 ? 'row' : 'rows'}, the last of them ${shape(last.row)}`;
			if (withKey === 0 && byKey.length > 0) {
				const places = byKey.map(([name, path]) => `${name} (at \`${path}\`)`).join(', ');
				const error = misfit(
					last.answer,
					`${what}; none has a key to match people by: ${places}`,
					'account.keys',
					'it says where a row has each key of `match`',
				);
				if (rows >= enough) throw error;
				log.warn(error.message);
			}
			if (withState === 0 && active && !active.mayBeMissing && !given && rows >= enough) {
				throw misfit(last.answer, `${what}; none has \`${active.path}\`, which should tell whether it is active`, 'account.active');
			}
			// Of a few rows nothing follows: a system that was just installed holds an administrator and nobody else
			if (missing.size > 0 && rows >= enough) {
				const names = [...missing.values()].map(([name, path]) => (name === path ? name : `${name} (at \`${path}\`)`)).join(', ');
				log.warn(`${last.answer.request} answered ${what}; none has ${names}: is the place right (\`account.fields\`)?`);
			}
		},
	};
};
