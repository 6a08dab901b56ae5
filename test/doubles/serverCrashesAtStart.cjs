// A server that ends before it has said anything.
'use strict';
process.exit(3);
