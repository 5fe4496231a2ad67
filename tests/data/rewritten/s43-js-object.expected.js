export default {links:["https://orchid-lab.org/x?p=1&q=2",'https://orchid-lab.org/y']};
