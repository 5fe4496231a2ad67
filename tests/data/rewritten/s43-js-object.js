export default {links:["https://www.google.com/url?q=https%3A%2F%2Forchid-lab.org%2Fx%3Fp%3D1%26q%3D2&sa=D",'https://c.pc.qq.com/middlem.html?pfurl=https%3A%2F%2Forchid-lab.org%2Fy&pfuin=1']};
