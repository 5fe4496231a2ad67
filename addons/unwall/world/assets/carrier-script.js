const link = document.createElement('a');
Object.assign(link, {id: 'link', href: window.__state.origin, textContent: '面经汇总'});
document.querySelector('#text').append(link);
