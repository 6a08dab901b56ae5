// A server whose event loop is blocked from the beginning: it hears nothing, not even that its channel was closed.
'use strict';
for (;;);
