/** What a session was, in the words of handsong/core/session.py. */

export function story(bundle, state) {
  const minutes = state.done.reduce((sum, done) => sum + done.seconds, 0) / 60;
  return {
    state: state.machine,
    is_over: state.machine === "ended",
    ended_by: state.endedBy || null,
    is_practice: bundle.practice,
    permission: state.permission || null,
    minutes: Math.round(minutes * 1000) / 1000,
    worst: state.worst,
    done: state.done,
  };
}
