//! The targets that a command understands, for its help.

/// What upgrade, plan and show understand; `docs/reference/graph.md` has the rules.
pub const UP: &str = "\n\nTargets:\n  head, heads          the only newest revision; all of them\n  ID                   that \
                      revision; its beginning is enough where only one begins so\n  LABEL                the revision that \
                      declares the label\n  LABEL@head           the newest revision of a branch\n  +N, LABEL@+N         so \
                      many revisions up from where the database is; on a branch\n  ID+N, ID-N, head-N   so many from \
                      there\n  current              where the database is";

/// What downgrade understands.
pub const DOWN: &str = "\n\nTargets:\n  -N                   the N revisions that were applied last\n  base                 \
                        before the first revision\n  ID                   that revision, which stays; its beginning is \
                        enough where only one begins so\n  LABEL@-N             N revisions of a branch\n  LABEL@base, \
                        LABEL@ID  what stands on it in that branch\n  ID-N, head-N         so many below that \
                        one\n\nWhatever stands on a revision that is taken back, or depends on it, goes first.";

/// What stamp understands.
pub const STAMP: &str = "\n\nTargets:\n  head, heads          the only newest revision; all of them\n  ID                   that \
                         revision; its beginning is enough where only one begins so\n  LABEL@head           the newest \
                         revision of a branch\n  ID+N, ID-N, head-N   so many revisions from there\n  base, LABEL@base     \
                         nothing; nothing of a branch\n\nA target takes the place of the rows of its own branch; the others stay.";

/// What show understands.
pub const SHOW: &str = "\n\nTargets:\n  head, heads          the only newest revision; all of them\n  ID                   that \
                        revision; its beginning is enough where only one begins so\n  LABEL                the revision \
                        that declares the label\n  LABEL@head           the newest revision of a branch\n  ID+N, ID-N, \
                        head-N   so many revisions from there\n  current, +N, -N      where the database is; so many from there";

/// What the ends of a range may be.
pub const RANGE: &str = "\n\nRanges:\n  A:B                  B and all that it stands on, down to A\n  A:, :B               up to \
                         the heads; down to the first revision\n  -N:B, A:+N           N revisions below B; N above A\n  \
                         LABEL@head-3:LABEL@head\nA and B are ids, their beginnings, labels, LABEL@head, head, heads, base or current, \
                         each with +N or -N behind it.";
